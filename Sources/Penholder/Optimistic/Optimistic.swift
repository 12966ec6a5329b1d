/// What the user should see while edits are under way: a snapshot that the database has confirmed,
/// with the edits that it does not contain yet applied on top.
///
/// Answers and snapshots come on different ways and so in any order: a receipt before the snapshot
/// that shows its commit, after it, or after one that is many commits further; a snapshot later
/// than a newer one; no answer at all for a while. Therefore nothing is ever taken out of the view:
/// the view is computed anew from the newest snapshot and the edits that are left, whenever one of
/// them has changed.
///
/// ```swift
/// var list = Optimistic<Snapshot, Edit>(snapshot, commit: snapshot.commit)
/// guard let id = list.make(.rename(row: 7, to: "Tea")) else { return }  // `list.view` shows it
/// // Queue the request; then, when its answer comes:
/// list.accepted(id, at: receipt.commit)      // it is in the database
/// list.rejected(id, because: error)          // it is not, and will not be
/// list.unknown(id)                           // time-out: nobody can tell yet
/// // And whenever the database has been read again, after a change or a gap:
/// list.refresh(snapshot, commit: snapshot.commit)
/// ```
///
/// **What is promised**, whatever the order:
///
/// - *O1*: an edit that was accepted is applied from its receipt on, until a snapshot of its commit
///   or of a later one arrives; from then on it is a part of that snapshot.
/// - *O2*: the confirmed commit never goes back; an older snapshot changes nothing.
/// - *O3*: edits are applied in the order in which they were made, except that accepted ones are,
///   among each other, in the order of their commits: the database's order.
/// - *O4*: a rejected edit is in no view after its rejection; those made on top are applied without
///   it.
/// - *O5*: an edit whose receipt is in is not applied to a snapshot that contains it, so it is not
///   seen twice.
///
/// **What a snapshot cannot say by its number:** one that arrives before an edit's receipt may
/// contain the edit.
///
/// - An edit that can tell (``OptimisticEdit/isContained(in:id:)``) leaves there and then: O5 holds
///   before the receipt too.
/// - An edit under ``ConflictStrategy/rejectIfChanged`` that changes its own footing, as every
///   change of a row with a version does, is not applied again.
/// - Any other edit is applied again until its receipt comes. If it adds to something, it is seen
///   twice until then; if it sets something, it covers until then what has been set after it, by
///   another tab or by a later edit whose own receipt is in.
///
/// A pure value: it calls no clock and starts no task. Keep it where the rest of the app's state
/// is. A gap needs nothing here: read again, and ``refresh(_:commit:)``.
public struct Optimistic<Base, Edit: OptimisticEdit>: Sendable where Edit.Base == Base {
  /// The newest snapshot that has arrived.
  public internal(set) var confirmed: Base
  /// The commit that ``confirmed`` was read at.
  public internal(set) var commit: UInt64
  /// ``confirmed`` with the pending edits applied. Complexity: O(1); it is computed when something
  /// changes.
  public internal(set) var view: Base
  /// The edits that ``confirmed`` does not contain as far as is known, in the order in which they
  /// are applied (O3).
  public internal(set) var pending: [PendingEdit<Edit>] = []
  /// What an edit does when its footing has changed, unless it was made with a strategy of its own.
  public let strategy: ConflictStrategy
  /// As many edits may be pending; ``make(_:strategy:)`` refuses further ones.
  public let limit: Int
  /// The number of the edit that was made last. Numbers are not used again, so that a late answer
  /// cannot meet another edit.
  var lastNumber: UInt64 = 0

  /// Begins with a snapshot and no edit.
  ///
  /// - Parameters:
  ///   - base: the snapshot.
  ///   - commit: the commit that the snapshot was read at, 0 for none yet; see
  ///     ``MultiTabDatabase/commitNumber(_:)``.
  ///   - strategy: what becomes of an edit whose footing has changed, unless it is made with a
  ///     strategy of its own.
  ///   - limit: how many edits may be pending, at least 1.
  public init(
    _ base: Base, commit: UInt64, strategy: ConflictStrategy = .lastWriterWins, limit: Int = 256
  ) {
    precondition(limit > 0, "an overlay without room for an edit is none")
    self.confirmed = base
    self.commit = commit
    self.view = base
    self.strategy = strategy
    self.limit = limit
  }

  /// How many edits are pending. Complexity: O(1).
  public var pendingCount: Int { pending.count }
}

extension Optimistic: Equatable where Base: Equatable, Edit: Equatable {}
extension Optimistic: Hashable where Base: Hashable, Edit: Hashable {}
