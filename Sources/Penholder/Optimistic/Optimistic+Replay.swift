extension Optimistic {
  /// Computes the view anew. Each member that changes something calls it once, at its end.
  mutating func replay() {
    view = confirmed
    for index in pending.indices { pending[index].show(in: &view) }
  }

  /// Drops the edits that the confirmed snapshot contains (O1, O5).
  mutating func dropContained() {
    pending.removeAll { [confirmed, commit] in
      if case .accepted(let at) = $0.state { return at <= commit }
      return $0.edit.isContained(in: confirmed, id: $0.id)
    }
  }

  /// Moves an edit that has just been accepted, as little as O3 demands. All others are in order,
  /// so it can be wrong on one side only.
  mutating func putInOrder(_ index: Int) {
    let edit = pending.remove(at: index)
    if let earlier = pending[index...].lastIndex(where: { $0.isCommitted(before: edit) }) {
      pending.insert(edit, at: earlier + 1)
    } else {
      let later = pending[..<index].firstIndex { edit.isCommitted(before: $0) }
      pending.insert(edit, at: later ?? index)
    }
  }
}

extension PendingEdit {
  /// Applies the edit, as its strategy says.
  mutating func show(in base: inout Edit.Base) {
    isShown = fitted(to: base)?.apply(to: &base, id: id, state: state) ?? false
  }

  /// The edit as it is to be applied; nil if it is not to be. One that was accepted is a fact: no
  /// strategy refuses it any more (O1).
  private func fitted(to base: Edit.Base) -> Edit? {
    switch strategy {
    case .lastWriterWins: edit
    case .rejectIfChanged: state.isAccepted || edit.footing(in: base) == footing ? edit : nil
    case .merge: edit.merged(from: footing, into: base) ?? (state.isAccepted ? edit : nil)
    }
  }

  /// Whether both were accepted and this one is the earlier in the database. Within one commit
  /// requests are performed in the order in which they were queued.
  fileprivate func isCommitted(before other: Self) -> Bool {
    guard case .accepted(let mine) = state, case .accepted(let others) = other.state else {
      return false
    }
    return (mine, id) < (others, other.id)
  }
}
