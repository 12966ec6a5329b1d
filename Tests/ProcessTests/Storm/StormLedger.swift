import CommandLineKit
import Synchronization

@testable import penholder_tool

/// What all tabs of a storm were told, and whatever of it cannot be true.
final class StormLedger: Sendable {
  private struct State {
    var entries: [Int64: StormEntry] = [:]
    var nextNumber: Int64 = 1
    /// Counts what is said and heard: whatever is noted earlier has the lower number.
    var clock: UInt64 = 0
    /// The requests that a process was asked for.
    var asked: [Int64: Set<Int64>] = [:]
    /// To be asked again by their keys.
    var open: [Int64] = []
    /// Of what somebody was told the end, in that order.
    var settled: [Int64] = []
    /// The newest commit that anybody was told of.
    var commit: Int64 = 0
    /// Who said that it leads in a term.
    var leaders: [Int64: Set<Int64>] = [:]
    var violations: [String] = []
    var heard = (reads: 0, announcements: 0, gaps: 0)
  }

  private let state = Mutex(State())
  /// Of what a foreign program commits.
  let notices = StormNotices()

  var entries: [StormEntry] { state.withLock { $0.entries.values.map { $0 } } }
  var violations: [String] { state.withLock { $0.violations } }
  var commit: Int64 { state.withLock { $0.commit } }
  var leaders: [Int64: Set<Int64>] { state.withLock { $0.leaders } }

  /// How much tabs have shown and told of.
  var heard: (reads: Int, announcements: Int, gaps: Int) { state.withLock { $0.heard } }

  func noteRead() { state.withLock { $0.heard.reads += 1 } }
  func noteGap() { state.withLock { $0.heard.gaps += 1 } }

  /// Something that must not be.
  func complain(_ violation: String) { state.withLock { $0.violations.append(violation) } }

  // MARK: Requests

  /// A new request.
  ///
  /// - Parameter name: gives it a key that stands beforehand.
  func make(_ kind: StormRequest.Kind, named name: String? = nil) -> StormEntry {
    state.withLock { state in
      let request = StormRequest(number: state.nextNumber, kind: kind)
      state.nextNumber += 1
      let entry = StormEntry(request: request, key: name.map { "\($0) \(request.number)" })
      state.entries[request.number] = entry
      return entry
    }
  }

  /// One that somebody is to ask again by its key, since nobody knows what became of it.
  func takeOpen() -> StormEntry? {
    state.withLock { state in
      while let number = state.open.first {
        state.open.removeFirst()
        if let entry = state.entries[number], entry.standing == .open, entry.key != nil,
          !entry.isUnderWay
        {
          return entry
        }
      }
      return nil
    }
  }

  /// Those of which somebody was told the end last, and for which nobody asks now.
  func recent(_ count: Int) -> [StormEntry] {
    state.withLock { state in
      state.settled.suffix(count).compactMap { state.entries[$0] }.filter { !$0.isUnderWay }
    }
  }

  // MARK: Asks and answers

  /// The time: later than whatever has been heard, earlier than whatever will be.
  func time() -> UInt64 {
    state.withLock { state in
      state.clock += 1
      return state.clock
    }
  }

  /// A tab was asked; returns which of the request's asks it is.
  func note(_ ask: StormEntry.Ask, for number: Int64) -> Int {
    state.withLock { state in
      state.asked[ask.pid, default: []].insert(number)
      state.entries[number]?.asks.append(ask)
      return (state.entries[number]?.asks.count ?? 0) - 1
    }
  }

  /// A tab was answered.
  func note(_ line: JSON, to ask: Int, of number: Int64) {
    state.withLock { state in
      guard let answer = StormEntry.Answer(line) else {
        state.violations.append("an answer that cannot be right, to request \(number): \(line)")
        return
      }
      state.clock += 1
      state.entries[number]?.asks[ask].answer = answer
      state.entries[number]?.asks[ask].answeredAt = state.clock
      if let key = line["key"]?.text ?? line["error"]?["key"]?.text {
        let asked = state.entries[number]?.key ?? key
        if key != asked {
          state.violations.append("asked by the key \(asked), answered under another: \(line)")
        }
        state.entries[number]?.key = asked
      }
      switch answer {
      case .done(let receipt):
        state.commit = max(state.commit, receipt.commit)
        state.settled.append(number)
      case .unknown: state.open.append(number)
      case .notApplied where state.entries[number]?.standing == .open: state.open.append(number)
      case .refused, .notApplied: state.settled.append(number)
      }
    }
  }

  /// A process has ended: what it was not answered, it never will be.
  ///
  /// - Parameter closedAt: the line that told it to close, and before that to answer all before.
  func bury(_ pid: Int64, closedAt: Int64? = nil) {
    state.withLock { state in
      for number in state.asked.removeValue(forKey: pid) ?? [] {
        guard let entry = state.entries[number] else { continue }
        for (index, ask) in entry.asks.enumerated()
        where ask.pid == pid && ask.answer == nil && !ask.isLost {
          state.entries[number]?.asks[index].isLost = true
          if let closedAt, ask.id < closedAt {
            state.violations.append("pid \(pid) was closed and left open: \(entry)")
          }
          if entry.key != nil { state.open.append(number) }
        }
      }
      state.open.sort()
    }
  }

  // MARK: What else is said

  /// A tab was told of a commit.
  func note(commit: Int64) { state.withLock { $0.commit = max($0.commit, commit) } }

  /// A tab has announced one.
  func note(announced commit: Int64) {
    state.withLock { state in
      state.commit = max(state.commit, commit)
      state.heard.announcements += 1
    }
  }

  /// A process says that it leads.
  func note(leader pid: Int64, in term: Int64) {
    state.withLock { _ = $0.leaders[term, default: []].insert(pid) }
  }

  /// Who led last, as far as anybody said.
  var leader: Int64? {
    state.withLock { state in
      state.leaders.keys.max().flatMap { state.leaders[$0]?.first }
    }
  }
}
