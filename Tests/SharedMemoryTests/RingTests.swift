import Foundation
import SharedMemory
import Synchronization
import TestSupport
import Testing

@testable import SharedMemory

/// A small mapped file of a test's own, without a name.
func scratchFile(words: Int) throws -> MappedFile {
  let folder = try #require(try MappedFile.attributes(of: NSTemporaryDirectory()))
  return try MappedFile.unnamed(
    in: NSTemporaryDirectory(), size: words * 8, like: folder)
}

@Suite("Broadcast ring", .ownThread)
struct RingTests {
  let words: SharedWords
  let ring: BroadcastRing
  static let capacity = 8
  static let slotWords = 8

  init() throws {
    let file = try scratchFile(words: 512)
    words = SharedWords(in: file, at: 0, count: 512)
    ring = BroadcastRing(
      slots: words.slice(8, count: Self.capacity * Self.slotWords),
      claim: words.slice(0, count: 1), capacity: Self.capacity, slotWords: Self.slotWords)
  }

  @Test("records are delivered in order, each once")
  func order() {
    var reader = RingReader(ring, patience: 10)
    var payload: [UInt64] = []
    for number in 1...100 as ClosedRange<UInt64> {
      #expect(ring.publish([number, number * 2]) == number)
      #expect(reader.read(into: &payload, now: 0) == .record(number: number))
      #expect(payload == [number, number * 2])
      #expect(reader.read(into: &payload, now: 0) == .empty)
    }
  }

  @Test("a reader begins behind what was there before it")
  func beginsAtEnd() {
    _ = ring.publish([1])
    var reader = RingReader(ring, patience: 10)
    var payload: [UInt64] = []
    #expect(reader.read(into: &payload, now: 0) == .empty)
  }

  @Test("a lapped reader is told once and continues at the newest")
  func lapped() {
    var reader = RingReader(ring, patience: 10)
    var payload: [UInt64] = []
    for number in 1...20 as ClosedRange<UInt64> { _ = ring.publish([number]) }
    #expect(reader.read(into: &payload, now: 0) == .missed(19))
    #expect(reader.read(into: &payload, now: 0) == .record(number: 20))
    #expect(payload == [20])
    #expect(reader.read(into: &payload, now: 0) == .empty)
  }

  @Test("a writer that dies before it publishes leaves a hole, stepped over when patience ends")
  func hole() {
    var reader = RingReader(ring, patience: 100)
    var payload: [UInt64] = []
    words.add(1, at: 0)  // Number 1 is claimed and never written.
    _ = ring.publish([2])
    #expect(reader.read(into: &payload, now: 1000) == .unfinished(100))
    #expect(reader.read(into: &payload, now: 1060) == .unfinished(40))
    #expect(reader.read(into: &payload, now: 1100) == .missed(1))
    #expect(reader.read(into: &payload, now: 1100) == .record(number: 2))
  }

  @Test("a hole that is filled in time is no hole")
  func lateButInTime() {
    var reader = RingReader(ring, patience: 100)
    var payload: [UInt64] = []
    _ = ring.publish([1]) { step in
      if step == .halfWritten { #expect(reader.read(into: &payload, now: 5) == .unfinished(100)) }
    }
    #expect(reader.read(into: &payload, now: 50) == .record(number: 1))
  }

  @Test(
    "a writer that was stopped for a lap gives up, and what it stores late is not believed",
    arguments: [true, false])
  func stoppedWriter(beforeMark: Bool) {
    var reader = RingReader(ring, patience: 100)
    var payload: [UInt64] = []
    let result = ring.publish([1, 1, 1]) { step in
      guard step == (beforeMark ? .claimed : .halfWritten) else { return }
      // While it is stopped, others go all the way round and take over its slot.
      for number in 2...9 as ClosedRange<UInt64> {
        #expect(ring.publish([number, 9, 9]) == number)
      }
    }
    #expect(result == nil)
    // The reader is lapped; number 9 shares its slot with 1 and has been written over in the middle.
    _ = reader.read(into: &payload, now: 0)
    if beforeMark {
      #expect(reader.read(into: &payload, now: 0) == .record(number: 9))
    } else {
      #expect(reader.read(into: &payload, now: 0) == .missed(1))
    }
    #expect(reader.read(into: &payload, now: 0) == .empty)
  }

  @Test("noise anywhere in the ring never traps, and ends when new records have gone round")
  func noise() {
    var random = SystemRandomNumberGenerator()
    var payload: [UInt64] = []
    for _ in 0..<500 {
      var reader = RingReader(ring, patience: 10)
      for _ in 0..<Int.random(in: 1...4) { words.store(random.next(), at: Int.random(in: 0..<72)) }
      if Bool.random() { words.store(random.next() >> UInt64.random(in: 1...63), at: 0) }
      for now in 0..<200 as Range<UInt64> { _ = reader.read(into: &payload, now: now) }
      for _ in 0..<20 { _ = ring.publish([4, 5]) }
      // Whatever has become of these twenty, what comes after them is delivered.
      var now: UInt64 = 1000
      while reader.read(into: &payload, now: now) != .empty { now += 1 }
      let number = ring.publish([6, 7])
      #expect(number != nil && number == ring.newest)
      #expect(reader.read(into: &payload, now: now) == .record(number: ring.newest))
      #expect(payload == [6, 7])
    }
  }

  @Test("a claim counter of all ones makes no reader run in circles, and the next writer mends it")
  func allOnes() {
    var reader = RingReader(ring, patience: 10)
    var payload: [UInt64] = []
    for number in 1...5 as ClosedRange<UInt64> { _ = ring.publish([number]) }
    while reader.read(into: &payload, now: 0) != .empty {}
    words.store(.max, at: 0)
    #expect(reader.read(into: &payload, now: 0) == .empty)
    #expect(ring.publish([6]) == 6)
    #expect(reader.read(into: &payload, now: 0) == .record(number: 6))
  }

  @Test(
    "a claim counter that is set back makes no reader run in circles, whatever its slots still hold"
  )
  func setBack() {
    for scribbled in 0..<5 as Range<UInt64> {
      for word in 0..<words.count { words.store(0, at: word) }
      var reader = RingReader(ring, patience: 10)
      var payload: [UInt64] = []
      for number in 1...5 as ClosedRange<UInt64> { _ = ring.publish([number]) }
      while reader.read(into: &payload, now: 0) != .empty {}
      words.store(scribbled, at: 0)
      // One gap, and then rest.
      #expect(reader.read(into: &payload, now: 0) == .missed(1))
      for _ in 0..<3 { #expect(reader.read(into: &payload, now: 0) == .empty) }
      #expect(ring.publish([6]) == scribbled + 1)
      #expect(reader.read(into: &payload, now: 0) == .record(number: scribbled + 1))
      #expect(payload == [6])
      #expect(reader.read(into: &payload, now: 0) == .empty)
    }
  }

  @Test(
    "a claim counter that is set back and counted up again before anybody looks costs a gap",
    arguments: 0...7)
  func setBackUnseen(_ ahead: Int) {
    var reader = RingReader(ring, patience: 10)
    var payload: [UInt64] = []
    for number in 1...5 as ClosedRange<UInt64> { _ = ring.publish([number]) }
    while reader.read(into: &payload, now: 0) != .empty {}
    for word in 0..<words.count { words.store(0, at: word) }
    for number in 0..<5 + ahead { _ = ring.publish([100, UInt64(number)]) }
    #expect(reader.read(into: &payload, now: 0) == .missed(1))
    #expect(reader.read(into: &payload, now: 0) == .empty)
    let next = ring.newest + 1
    #expect(ring.publish([7]) == next)
    #expect(reader.read(into: &payload, now: 0) == .record(number: next))
    #expect(payload == [7])
    #expect(reader.read(into: &payload, now: 0) == .empty)
  }

  @Test("several writers and readers at once: whatever is delivered is whole, in order and once")
  func storm() async {
    let writers: UInt64 = 3
    let each: UInt64 = 20_000
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        let first = RingReader(ring, patience: 1_000_000_000)
        group.addTask {
          var reader = first
          var payload: [UInt64] = []
          var last: UInt64 = 0
          while last < writers * each {
            switch reader.read(into: &payload, now: monotonicNow()) {
            case .record(let number):
              #expect(number > last)
              last = number
              #expect(payload.count == 3 && payload[0] ^ payload[1] == payload[2])
            case .missed: last = reader.next - 1
            case .empty, .unfinished: await Task.yield()
            }
          }
        }
      }
      for writer in 1...writers {
        group.addTask {
          for number in 0..<each {
            _ = ring.publish([writer, number, writer ^ number])
            if number % 64 == 0 { await Task.yield() }
          }
        }
      }
    }
    #expect(ring.newest == writers * each)
  }
}
