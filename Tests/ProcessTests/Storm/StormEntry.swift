import CommandLineKit

@testable import penholder_tool

/// A request of the storm, and everything that anybody was told of it.
struct StormEntry: Sendable {
  let request: StormRequest
  /// By which any tab may ask again; nil while the tab that asked first has not told it.
  var key: String?
  var asks: [Ask] = []

  /// One line that asked for it.
  struct Ask: Sendable {
    /// The process that was asked, and the line's identity there.
    let pid: Int64
    let id: Int64
    /// Whether it went through the tab's queue, where all keep their order.
    let isQueued: Bool
    /// When it was sent, and when the answer was heard, by the ledger's clock.
    var sentAt: UInt64 = 0
    var answeredAt = UInt64.max
    var answer: Answer?
    /// The tab has died without an answer.
    var isLost = false
  }

  /// What a tab was told.
  enum Answer: Sendable, Equatable {
    case done(Receipt)
    /// For good.
    case refused(String)
    /// Not carried out; it may be asked for again.
    case notApplied(String)
    case unknown

    /// Whether this ask was not carried out.
    var isRejection: Bool {
      if case .notApplied = self { return true }
      return false
    }

    /// Whether none before it was, either.
    var isDenial: Bool { isRejection && self != .notApplied("CLOSED") }
  }

  /// What is told of a request that was carried out.
  struct Receipt: Sendable, Equatable {
    var commit: Int64
    var term: Int64
    var changes: Int64
    /// Of its last row.
    var row: Int64
    var isReplayed: Bool

    /// The same, whoever asks.
    var outcome: Receipt {
      var outcome = self
      outcome.isReplayed = false
      return outcome
    }
  }

  /// What the table has to look like.
  enum Standing: Equatable {
    case present(Receipt)
    case absent
    /// Nobody was told: whole or not at all.
    case open
  }

  /// What stands for a refusal's code when three leaders did not survive the request.
  static let deadly = "deadly"

  var receipts: [Receipt] {
    asks.compactMap {
      if case .done(let receipt) = $0.answer { return receipt }
      return nil
    }
  }

  var standing: Standing {
    if let receipt = receipts.first { return .present(receipt) }
    if asks.contains(where: { if case .refused = $0.answer { true } else { false } }) {
      return .absent
    }
    // Also after others that nobody knows of: it says that nothing was written. (A tab that is being
    // closed does not look.)
    if let last = asks.last?.answer, last.isDenial || asks.count == 1 && last.isRejection {
      return .absent
    }
    return .open
  }

  /// Whether its answer is stored, for whoever asks again.
  var isStored: Bool {
    asks.contains {
      switch $0.answer {
      case .done, .refused: true
      default: false
      }
    }
  }

  /// Whether somebody is still to be told.
  var isUnderWay: Bool { asks.contains { $0.answer == nil && !$0.isLost } }
}

extension StormEntry.Answer {
  /// Understands a line; nil when no such answer can be right.
  init?(_ line: JSON) {
    guard line["ok"] == .bool(true) else {
      switch line.errorCode {
      case "SQL_ERROR", "CONFLICT": self = .refused(line.errorCode ?? "")
      case "BAD_REQUEST"
      where line["error"]?["message"]?.text?.contains("leaders ended") == true:
        self = .refused(StormEntry.deadly)
      case "TIMED_OUT_NOT_APPLIED", "WRITE_PERMISSION_DENIED", "LEADERSHIP_LOST",
        "TAKEOVER_BLOCKED", "CLOSED":
        self = .notApplied(line.errorCode ?? "")
      case "TIMED_OUT_UNKNOWN": self = .unknown
      default: return nil
      }
      return
    }
    guard let commit = line["commit"]?.integer, let term = line["term"]?.integer,
      let changes = line["changes"]?.integer, let row = line["lastInsertedRowID"]?.integer
    else { return nil }
    self = .done(
      StormEntry.Receipt(
        commit: commit, term: term, changes: changes, row: row,
        isReplayed: line["replayed"] == .bool(true)))
  }
}
