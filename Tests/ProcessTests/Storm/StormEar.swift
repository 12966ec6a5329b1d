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
    var leaderTerm: Int64 = 0
    var roleTerm: Int64 = 0
    var change: (sequence: Int64, commit: Int64) = (0, 0)
  }

  private let state = Mutex(State())
  private let ledger: StormLedger
  private let record: StormRecord

  init(_ ledger: StormLedger, _ record: StormRecord) {
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
      state.withLock { state in
        state.isReading = false
        state.view = max(state.view, commit)
      }
    case .other: state.withLock { $0.otherAnswers += 1 }
    }
  }

  private func hear(_ event: String, _ line: JSON, from pid: Int64) {
    let term = line["term"]?.integer ?? 0
    let objection: String? = state.withLock { state in
      switch event {
      case "ready": state.isReady = true
      case "role" where line["role"] == "leader":
        ledger.note(leader: pid, in: term)
        defer { state.roleTerm = max(state.roleTerm, term) }
        if term <= state.roleTerm { return "led in term \(state.roleTerm) before" }
      case "leaderChanged":
        defer { state.leaderTerm = max(state.leaderTerm, term) }
        if term < state.leaderTerm { return "told of term \(state.leaderTerm) before" }
      case "dataChanged" where line["tab"] != .integer(0),
        "schemaChanged" where line["tab"] != .integer(0):
        // (A new leader repeats the commit before its own for whoever may have missed it.)
        guard let sequence = line["sequence"]?.integer, let commit = line["commit"]?.integer,
          let first = line["firstCommit"]?.integer
        else { return "not what such an event is" }
        defer { state.change = (sequence, commit) }
        ledger.note(commit: commit)
        if sequence <= state.change.sequence || first <= state.change.commit {
          return "told of \(state.change) before"
        }
      case "notJSON": return "no JSON"
      default: break
      }
      return nil
    }
    // Of another file's ring, the events begin anew.
    if let objection, !StormSettings.isFileStolen {
      ledger.complain("pid \(pid), \(objection): \(line)")
    }
  }
}
