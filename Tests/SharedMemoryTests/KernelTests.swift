import Foundation
import Synchronization
import Testing

@testable import SharedMemory

@Suite("Bell")
struct BellTests {
  @Test("ringing without a sleeper wakes nobody")
  func nobody() throws {
    let bell = Bell(SharedWords(in: try scratchFile(words: 8), at: 0, count: 8), at: 0)
    #expect(!bell.ring())
  }

  @Test("a ring between ticket and wait is not slept through")
  func ticket() throws {
    let bell = Bell(SharedWords(in: try scratchFile(words: 8), at: 0, count: 8), at: 0)
    let ticket = bell.ticket()
    bell.ring()
    #expect(bell.wait(ticket) == .rung)
  }

  @Test("a wait ends when its time is over, and the ring after it finds no sleeper's trace twice")
  func timeout() throws {
    let bell = Bell(SharedWords(in: try scratchFile(words: 8), at: 0, count: 8), at: 0)
    #expect(bell.wait(bell.ticket(), timeout: 1_000_000) == .timedOut)
    #expect(bell.ring())
    #expect(!bell.ring())
  }

  @Test("a ring reaches every set of sleepers, also the one that is woken last")
  func sets() async throws {
    let words = SharedWords(in: try scratchFile(words: 32), at: 0, count: 32)
    let bell = Bell(words, at: 0)
    // Two of them share a set with the ringer, number 1. Each waits, without a limit, for each round.
    let numbers = [1, 2, 33, 64]
    let rounds: UInt64 = 2_000
    await withTaskGroup(of: Void.self) { group in
      for (index, number) in numbers.enumerated() {
        group.addTask {
          await onThread {
            for round in 1...rounds {
              while true {
                let ticket = bell.ticket()
                if words.loadAcquiring(8) >= round { break }
                _ = bell.wait(ticket, among: Bell.Sleepers(tab: number))
              }
              words.storeReleasing(round, at: 16 + index)
            }
          }
        }
      }
      group.addTask {
        await onThread {
          for round in 1...rounds {
            words.storeReleasing(round, at: 8)
            bell.ring(last: Bell.Sleepers(tab: 1))
            while !numbers.indices.allSatisfy({ words.loadAcquiring(16 + $0) >= round }) {
              sched_yield()
            }
          }
        }
      }
    }
    #expect(numbers.indices.allSatisfy { words.load(16 + $0) == rounds })
  }

  @Test("no ring is lost between threads that hand a number back and forth")
  func pingPong() async throws {
    let words = SharedWords(in: try scratchFile(words: 32), at: 0, count: 32)
    let rounds: UInt64 = 5_000
    // Each side waits, without a limit, for the other's number: a lost ring would hang here.
    @Sendable func play(bell: Int, own: Int, other: Int) {
      let theirs = Bell(words, at: bell)
      let mine = Bell(words, at: 24 - bell)
      for round in 1...rounds {
        words.storeReleasing(round, at: own)
        mine.ring()
        while true {
          let ticket = theirs.ticket()
          if words.loadAcquiring(other) >= round { break }
          _ = theirs.wait(ticket)
        }
      }
    }
    await withTaskGroup(of: Void.self) { group in
      for (bell, own, other) in [(0, 8, 16), (24, 16, 8)] {
        group.addTask { await onThread { play(bell: bell, own: own, other: other) } }
      }
    }
    #expect(words.load(8) == rounds && words.load(16) == rounds)
  }
}

/// Runs `body` on a thread of its own.
private func onThread(_ body: @Sendable @escaping () -> Void) async {
  await withCheckedContinuation { continuation in
    do {
      try startThread(named: "test") {
        body()
        continuation.resume()
      }
    } catch { fatalError("no thread: \(error)") }
  }
}

@Suite("Mapped file")
struct MappedFileTests {
  @Test("a byte is locked by one open file at a time, and freed with it")
  func locks() throws {
    let path = NSTemporaryDirectory() + "penholder-lock-\(UUID().uuidString)"
    defer { unsafe unlink(path) }
    let folder = try #require(try MappedFile.attributes(of: NSTemporaryDirectory()))
    let one = try MappedFile.unnamed(in: NSTemporaryDirectory(), size: 4096, like: folder)
    try one.publish(as: path)
    #expect(try one.tryLock(at: 1 << 40))
    do {
      let two = try MappedFile.open(path, size: 4096, writable: true)
      #expect(try two.isLockedElsewhere(at: 1 << 40))
      #expect(try !two.tryLock(at: 1 << 40))
      #expect(try two.tryLock(at: 1 << 40 + 1))
      #expect(try one.isLockedElsewhere(at: 1 << 40 + 1))
    }
    #expect(try !one.isLockedElsewhere(at: 1 << 40 + 1))
  }

  @Test("the kernel's list of locks is read to its end, however long it is")
  func kernelText() throws {
    let folder = try #require(try MappedFile.attributes(of: NSTemporaryDirectory()))
    let file = try MappedFile.unnamed(in: NSTemporaryDirectory(), size: 4096, like: folder)
    // Apart from each other, or the kernel would join them; beyond a page of text in any case.
    for number in 0..<Int64(300) { #expect(try file.tryLock(at: number * 2)) }
    let needle = ":\(file.attributes.identity.inode) "
    // The list changes while it is read, and a line may be passed over.
    let counts = (0..<50).map { _ in
      SharedMemory.kernelText(at: "/proc/locks")?.split(separator: "\n").count {
        $0.contains(needle)
      } ?? 0
    }
    #expect(counts.contains { $0 >= 300 })
    #expect(SharedMemory.kernelText(at: "/proc/no-such-file") == nil)
  }

  @Test("what is not a regular file of the full size is refused")
  func refused() throws {
    let path = NSTemporaryDirectory() + "penholder-odd-\(UUID().uuidString)"
    defer { unsafe unlink(path) }
    #expect(throws: SystemError.self) { try MappedFile.open(path, size: 4096, writable: true) }
    #expect(unsafe mkfifo(path, 0o600) == 0)
    #expect(throws: SystemError.self) { try MappedFile.open(path, size: 4096, writable: true) }
    unsafe unlink(path)
    #expect(unsafe symlink("/etc/passwd", path) == 0)
    #expect(throws: SystemError.self) { try MappedFile.open(path, size: 4096, writable: false) }
    unsafe unlink(path)
    #expect(FileManager.default.createFile(atPath: path, contents: Data(count: 100)))
    #expect(throws: SystemError.self) { try MappedFile.open(path, size: 4096, writable: true) }
  }

  @Test("a name is given once; replacing is possible at any time")
  func publishing() throws {
    let path = NSTemporaryDirectory() + "penholder-name-\(UUID().uuidString)"
    defer { unsafe unlink(path) }
    let folder = try #require(try MappedFile.attributes(of: NSTemporaryDirectory()))
    let one = try MappedFile.unnamed(in: NSTemporaryDirectory(), size: 4096, like: folder)
    let two = try MappedFile.unnamed(in: NSTemporaryDirectory(), size: 4096, like: folder)
    try one.publish(as: path)
    #expect(throws: SystemError.self) { try two.publish(as: path) }
    #expect(try MappedFile.attributes(of: path)?.identity == one.attributes.identity)
    try two.publish(replacing: path)
    #expect(try MappedFile.attributes(of: path)?.identity == two.attributes.identity)
  }
}
