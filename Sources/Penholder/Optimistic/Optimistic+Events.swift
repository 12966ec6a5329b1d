extension Optimistic {
  /// Shows an edit at once, before its request is queued.
  ///
  /// Complexity: O(apply), and a copy of the base if somebody else keeps one.
  ///
  /// - Parameters:
  ///   - edit: what is to be shown.
  ///   - strategy: for this edit; nil for that of the overlay. Any but `lastWriterWins` needs an edit with a
  ///     ``OptimisticEdit/footing(in:)``; without one it is a programmer's error, which ends the program.
  /// - Returns: what the edit is called from now on; nil if ``limit`` edits are pending, and then
  ///   nothing has happened.
  public mutating func make(_ edit: Edit, strategy: ConflictStrategy? = nil) -> EditID? {
    guard pending.count < limit else { return nil }
    let strategy = strategy ?? self.strategy
    precondition(
      strategy != .rejectIfChanged || Edit.Footing.self != NoFooting.self,
      "an edit that says nothing of its footing cannot be rejected for a change of it")
    lastNumber += 1
    var made = PendingEdit(
      id: EditID(number: lastNumber), edit: edit, strategy: strategy,
      footing: edit.footing(in: view))
    made.show(in: &view)
    pending.append(made)
    return made.id
  }

  /// The database was read again. A snapshot of the same commit replaces the one there is: it may
  /// show another part, or what a foreign program wrote, whose commits have no number.
  ///
  /// Complexity: O(pending × apply + base).
  ///
  /// - Parameters:
  ///   - base: the snapshot.
  ///   - commit: the commit that it was read at, in the same transaction.
  /// - Returns: false if a newer snapshot is here already, and then nothing has happened (O2).
  @discardableResult
  public mutating func refresh(_ base: Base, commit: UInt64) -> Bool {
    guard commit >= self.commit else { return false }
    confirmed = base
    self.commit = commit
    dropContained()
    replay()
    return true
  }

  /// The receipt has come: the edit is in the database. It leaves when a snapshot of that commit or
  /// of a later one is here, which may be at once.
  ///
  /// A later edit may need what only the receipt knows: a new row has no id before. Until then the
  /// app calls the row by the ``EditID`` of the edit that adds it; `revise` puts the row's own id
  /// in its place, in that edit and in those made on top. It is called even if the edit has left
  /// already, as one does that knows itself to be contained in a snapshot.
  ///
  /// Of several answers to one edit the first counts: a receipt comes after no rejection, and a
  /// second receipt or a late time-out tells nothing new.
  ///
  /// Complexity: O(pending × apply + base).
  ///
  /// - Parameters:
  ///   - id: what ``make(_:strategy:)`` called the edit.
  ///   - commit: the receipt's commit.
  ///   - revise: is called with every pending edit, in their order.
  public mutating func accepted(
    _ id: EditID, at commit: UInt64, revising revise: ((EditID, inout Edit) -> Void)? = nil
  ) {
    let place = pending.firstIndex { $0.id == id && !$0.state.isAccepted }
    guard place != nil || revise != nil else { return }
    if let revise {
      for index in pending.indices { revise(pending[index].id, &pending[index].edit) }
    }
    if let place {
      pending[place].state = .accepted(commit: commit)
      putInOrder(place)
    }
    dropContained()
    replay()
  }

  /// The database has refused the edit, or its request was withdrawn before anybody took it. The
  /// view is what it would be had the edit not been made (O4).
  ///
  /// An edit on top of it may have lost what it applies to: it stays pending, with
  /// ``PendingEdit/isShown`` false, until its own answer comes. If its request was never queued, as
  /// one that waits for the id of a row that is not to be, the app answers itself, with a
  /// rejection.
  ///
  /// Complexity: O(pending × apply + base).
  ///
  /// - Returns: the edit with its reason, so that the user's text is not lost; nil if it is not
  ///   pending or was accepted before, and then nothing has happened.
  @discardableResult
  public mutating func rejected<Reason>(
    _ id: EditID, because reason: Reason
  ) -> Rejection<Edit, Reason>? {
    guard let place = pending.firstIndex(where: { $0.id == id && !$0.state.isAccepted }) else {
      return nil
    }
    let edit = pending.remove(at: place)
    replay()
    return Rejection(edit: edit, reason: reason)
  }

  /// The time is out, and nobody can tell whether the edit is in the database. It stays in the
  /// view. Ask the write queue again by the request's key, and report that answer.
  ///
  /// Complexity: O(pending × apply + base).
  public mutating func unknown(_ id: EditID) {
    guard let place = pending.firstIndex(where: { $0.id == id && $0.state == .waiting }) else {
      return
    }
    pending[place].state = .unknown
    replay()
  }

  /// Forgets the pending edits: the view is the confirmed snapshot. What has been queued goes on; a
  /// later answer to it does nothing here, and a later snapshot shows what was accepted.
  ///
  /// Complexity: O(pending).
  ///
  /// - Returns: what was pending.
  @discardableResult
  public mutating func clear() -> [PendingEdit<Edit>] {
    defer {
      pending = []
      view = confirmed
    }
    return pending
  }

  /// Begins anew with another database, or with an older copy of this one that was put back: the
  /// one case in which the commit may go down. Answers to earlier edits do nothing any more;
  /// snapshots that were read before must not be given to ``refresh(_:commit:)``.
  ///
  /// Complexity: O(pending).
  ///
  /// - Returns: what was pending.
  @discardableResult
  public mutating func restart(from base: Base, commit: UInt64) -> [PendingEdit<Edit>] {
    confirmed = base
    self.commit = commit
    return clear()
  }
}
