extension State {
  /// What is said where the screen was, one sentence for each change or pasted line that is not
  /// known to be saved and for each text that was being written.
  ///
  /// - Parameter answers: what became of changes while the app ended.
  public func farewell(_ answers: [(ticket: Int, outcome: WriteOutcome)]) -> [String] {
    var sentences: [String] = []
    for entry in pending {
      let described = entry.lines.isEmpty ? [entry.described] : entry.lines.map { "“\($0)”" }
      switch answers.last(where: { $0.ticket == entry.ticket })?.outcome {
      case .saved, .turned: break
      case .refused(.timedOut(maybeApplied: true)), .unknown, nil:
        for what in described {
          sentences.append("Perhaps not saved: \(what). `todos list` shows what is.")
        }
      case .refused: for what in described { sentences.append("Not saved: \(what).") }
      }
    }
    for draft in [editor].compactMap({ $0 }) + returnedDrafts {
      let text = draft.text.trimmed
      switch draft.purpose {
      case .rename(_, _, text), .notes(_, _, text): continue
      default: if !text.isEmpty { sentences.append("Not saved: “\(text)”.") }
      }
    }
    return sentences
  }
}

extension PendingChange {
  /// What was to be done, for the end of a sentence.
  fileprivate var described: String {
    switch change {
    case .add, .saveFilter, .removeFilter: "“\(title)”"
    case .edit:
      switch change.onlyEdit {
      case .title: change.id > 0 ? "#\(change.id) as “\(title)”" : "“\(title)”"
      case .done(let done): "“\(title)” as \(done ? "done" : "not done")"
      default: "the change of “\(title)”"
      }
    case .move: "the new place of “\(title)”"
    case .delete: "the deletion of “\(title)”"
    case .restore: "the return of “\(title)”"
    case .clearDone: "the removal of what is done"
    case .undo: "the undo"
    case .redo: "the redo"
    }
  }
}
