import CommandLineKit

@testable import penholder_tool

/// What one tab has said of events so far, and whatever of it cannot be true.
struct StormHearing: Sendable {
  /// Whether the coordination file is taken away now and then: another one's numbers begin anew, after a
  /// gap.
  private let isFileStolen: Bool
  /// Whether the tab never leads.
  private let isObserver: Bool
  /// Every commit up to this one has been announced, or is covered by a gap.
  private(set) var known: Int64?
  /// How many gaps it was told of.
  private(set) var gaps = 0
  private var leaderTerm: Int64 = 0
  private var roleTerm: Int64 = 0
  private var change: (sequence: Int64, commit: Int64) = (0, 0)
  /// A gap covers whatever is found missing next.
  private var isForgiving = false

  init(isFileStolen: Bool = false, isObserver: Bool = false) {
    (self.isFileStolen, self.isObserver) = (isFileStolen, isObserver)
  }

  /// It has shown the database as of this commit: whatever comes later it has to tell of. (What it did not
  /// see coming before its first event or look, nobody knows.)
  mutating func look(at commit: Int64) { known = known ?? commit }

  /// Takes the next line; returns what is wrong with it.
  mutating func hear(_ event: String, _ line: JSON) -> String? {
    let term = line["term"]?.integer ?? 0
    switch event {
    case "role" where line["role"] == "leader":
      defer { roleTerm = max(roleTerm, term) }
      if isObserver { return "an observer leads" }
      if term <= roleTerm { return "led in term \(roleTerm) before" }
    case "leaderChanged":
      defer { leaderTerm = max(leaderTerm, term) }
      if term < leaderTerm { return "told of term \(leaderTerm) before" }
    case "gap":
      gaps += 1
      isForgiving = true
      if isFileStolen { change.sequence = 0 }
    case "dataChanged" where line["tab"] != .integer(0),
      "schemaChanged" where line["tab"] != .integer(0):
      return hearOfCommit(line)
    case "notJSON": return "no JSON"
    default: break
    }
    return nil
  }

  private mutating func hearOfCommit(_ line: JSON) -> String? {
    guard let sequence = line["sequence"]?.integer, let commit = line["commit"]?.integer,
      let first = line["firstCommit"]?.integer
    else { return "not what such an event is" }
    defer {
      change = (sequence, commit)
      known = max(known ?? 0, commit)
      isForgiving = false
    }
    if sequence <= change.sequence || first <= change.commit {
      return "told of \(change) before"
    }
    if let known, first > known + 1, !isForgiving {
      return "never told of the commits from \(known + 1) to \(first - 1)"
    }
    return nil
  }
}
