import PenholderCore

// What a tab tells its app of an answer.

extension AnswerRecord.Reading {
  /// The leader could not read the request.
  var isDamage: Bool {
    if case .refused(let refusal) = result { return refusal.kind == .damaged }
    return false
  }

  /// Whether it is the same whoever asks again.
  var isLasting: Bool {
    guard case .refused(let refusal) = result else { return true }
    switch refusal.kind {
    case .sqlite, .conflict, .unfit: return true
    // A full disk has room later; a key that was unknown here may be known to another leader.
    case .environment, .damaged, .keyTaken, .forgotten: return false
    }
  }

  func result(for request: RequestQueue.Request) -> Result<WriteReceipt, any Error> {
    switch result {
    case .done(let changes, let row):
      .success(
        WriteReceipt(
          key: request.keyText, commit: commit, term: term, changes: Int(changes),
          lastInsertedRowID: row, replayed: isReplayed))
    case .refused(let refusal): .failure(refusal.asError(for: request))
    }
  }
}

extension Refusal {
  fileprivate func asError(for request: RequestQueue.Request) -> PenholderError {
    switch kind {
    case .sqlite, .environment:
      .refusedBySQLite(code: Int32(truncatingIfNeeded: code), message: message)
    case .conflict: .conflict(expected: request.expectedChanges ?? 0, actual: Int(code))
    case .unfit, .keyTaken: .badRequest(message)
    case .forgotten, .damaged: .outcomeUnknown(key: request.keyText)
    }
  }
}

extension WriteReceipt {
  /// The same, answered from what was kept.
  func asReplayed(under key: String) -> WriteReceipt {
    WriteReceipt(
      key: key, commit: commit, term: term, changes: changes,
      lastInsertedRowID: lastInsertedRowID, replayed: true)
  }
}
