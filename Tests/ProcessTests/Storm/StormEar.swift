import CommandLineKit
import Synchronization

@testable import penholder_tool

/// Listens to one tab of the storm, and compares what it says with what it said before and with what
/// everybody was told.
final class StormEar: Sendable {
  /// What an answer belongs to.
  enum Sent: Sendable {
    case write(ask: Int, of: Int64)
    case read(StormRead)
    case other
  }

  private struct State {
    var pid: Int64 = 0
    var sent: [Int64: Sent] = [:]
    var isReading = false
    var otherAnswers = 0
    var isReady = false
    /// The newest that it has told of.
    var view: Int64 = 0
    /// How often it was told that anything may have changed.
    var notices = 0
    var hearing: StormHearing
  }

  private let state: Mutex<State>
  private let ledger: StormLedger
  private let record: StormRecord

  init(_ hearing: StormHearing, _ ledger: StormLedger, _ record: StormRecord) {
    state = Mutex(State(hearing: hearing))
    self.ledger = ledger
    self.record = record
  }

  /// How many lines have not been answered.
  var underWay: Int { state.withLock { $0.sent.count } }
  /// How many lines have been answered that neither read nor write rows.
  var otherAnswers: Int { state.withLock { $0.otherAnswers } }
  var isReading: Bool { state.withLock { $0.isReading } }
  var isReady: Bool { state.withLock { $0.isReady } }
  /// The newest commit that it has shown.
  var view: Int64 { state.withLock { $0.view } }
  var notices: Int { state.withLock { $0.notices } }
  var gaps: Int { state.withLock { $0.hearing.gaps } }

  /// Whether it has told of a commit; or of a gap since there were so many.
  func hasTold(of commit: Int64, orGapSince gaps: Int) -> Bool {
    state.withLock { $0.hearing.known ?? 0 >= commit || $0.hearing.gaps > gaps }
  }

  /// Notes a line that is sent now; `send` is called so that no answer can come before.
  func expect(_ send: () -> (id: Int64, Sent)) {
    state.withLock { state in
      let (id, sent) = send()
      state.sent[id] = sent
      if case .read = sent { state.isReading = true }
    }
  }

  /// A line that it said. On its own thread.
  func hear(_ line: JSON) {
    // The first line of all.
    if line["event"] == "ready" { state.withLock { $0.pid = line["pid"]?.integer ?? 0 } }
    let pid = state.withLock { $0.pid }
    record.add(pid, .said, line)
    if let event = line["event"]?.text { return hear(event, line, from: pid) }
    guard let id = line["id"]?.integer,
      let sent = state.withLock({ $0.sent.removeValue(forKey: id) })
    else { return ledger.complain("a line that nobody asked for, from pid \(pid): \(line)") }
    switch sent {
    case .write(let ask, let number): ledger.note(line, to: ask, of: number)
    case .read(let read):
      let commit = line["commit"]?.integer ?? 0
      for violation in read.violations(in: line) {
        ledger.complain("pid \(pid), read \(id): \(violation)")
      }
      ledger.note(commit: commit)
      ledger.noteRead()
      state.withLock { state in
        state.isReading = false
        state.view = max(state.view, commit)
        if commit > 0 { state.hearing.look(at: commit) }
      }
    case .other: state.withLock { $0.otherAnswers += 1 }
    }
  }

  private func hear(_ event: String, _ line: JSON, from pid: Int64) {
    let objection: String? = state.withLock { state in
      if event == "ready" { state.isReady = true }
      return state.hearing.hear(event, line)
    }
    if let objection { ledger.complain("pid \(pid), \(objection): \(line)") }
    switch event {
    case "role" where line["role"] == "leader":
      ledger.note(leader: pid, in: line["term"]?.integer ?? 0)
    case "dataChanged" where line["tab"] == .integer(0),
      "schemaChanged" where line["tab"] == .integer(0), "gap":
      state.withLock { $0.notices += 1 }
      ledger.notices.note(pid)
      if event == "gap" { ledger.noteGap() }
    case "dataChanged", "schemaChanged":
      ledger.note(announced: line["commit"]?.integer ?? 0)
    default: break
    }
  }
}
