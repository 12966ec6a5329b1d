import Foundation
import Synchronization

/// Standard output as lines, written by a thread of its own: a reader that is slow holds up who
/// waits for it and nobody else, above all none of the library's threads.
///
/// Bounded by its users: each waits for its line to be written, or counts those under way.
package final class LineOutput: Sendable {
  package typealias Then = @Sendable () -> Void

  private struct State {
    var waiting: [(line: String, then: Then)] = []
    var isBroken = false
  }

  private let state = Mutex(State())
  /// A pipe whose one end wakes the thread.
  private let bell: (read: Int32, write: Int32)
  private let whenBroken: Then

  /// - Parameter whenBroken: called once, on the thread, when nobody reads any more.
  package init(whenBroken: @escaping Then) {
    var ends: [Int32] = [-1, -1]
    // SAFETY: two descriptors fit.
    let status = unsafe pipe(&ends)
    precondition(status == 0, "a pipe could not be made: \(errno)")
    for descriptor in ends { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    bell = (ends[0], ends[1])
    self.whenBroken = whenBroken
    Thread.detachNewThread { self.run() }
  }

  /// Writes a line after all before it. Any thread; does not wait.
  ///
  /// - Parameter then: called when the line has been written, or never will be.
  package func send(_ line: some CustomStringConvertible, then: @escaping Then = {}) {
    let isBroken = state.withLock { state in
      if !state.isBroken { state.waiting.append((line.description, then)) }
      return state.isBroken
    }
    if isBroken { then() } else { wake() }
  }

  /// Writes a line, and returns when it has been written or never will be.
  package func write(_ line: some CustomStringConvertible & Sendable) async {
    await withCheckedContinuation { continuation in
      send(line) { continuation.resume() }
    }
  }

  /// Whether nobody reads any more.
  package var isBroken: Bool { state.withLock { $0.isBroken } }

  private func wake() {
    // A full pipe wakes just as well.
    // SAFETY: one byte from one byte.
    _ = unsafe Glibc.write(bell.write, [1], 1)
  }

  private func run() {
    var scratch = [UInt8](repeating: 0, count: 64)
    while true {
      let lines = state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }
      if lines.isEmpty {
        let found = Descriptors.wait([(bell.read, Int16(POLLIN)), (1, 0)])
        if found[0] != 0 { _ = Descriptors.read(bell.read, into: &scratch) }
        // Asked for nothing, poll(2) tells of errors only: the reader has gone.
        if found[1] != 0 { return fail([]) }
        continue
      }
      do {
        try Descriptors.write(lines.map { $0.line + "\n" }.joined(), to: 1)
      } catch {
        return fail(lines.map(\.then))
      }
      for (_, then) in lines { then() }
    }
  }

  private func fail(_ lost: [Then]) {
    let late = state.withLock { state in
      state.isBroken = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for then in lost + late.map(\.then) { then() }
    whenBroken()
  }
}
