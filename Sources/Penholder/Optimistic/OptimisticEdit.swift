/// A change that can be shown before the database has made it.
///
/// An app's own type, often an enum with a case for each thing that the user can do. Whoever only
/// wants the last writer to win implements ``apply(to:id:state:)`` and nothing else.
public protocol OptimisticEdit<Base>: Sendable {
  /// The snapshot that edits are applied to: what the app reads from the database and shows.
  associatedtype Base: Sendable
  /// What an edit stands on: that part of the base which must not change under it, as small as
  /// possible. Best is the version of the row that it changes. It must be something that the edits
  /// below can foretell: not the time at which the database makes them.
  associatedtype Footing: Hashable & Sendable = NoFooting

  /// Does to `base` what the request will do to the database.
  ///
  /// A row that is added has no id yet: call it by `id`, so that a later edit can be addressed to
  /// it, and put the row's own id in when the receipt has come; see
  /// ``Optimistic/accepted(_:at:revising:)``. By `state` rows can be marked as queued, or as
  /// perhaps lost.
  ///
  /// - Returns: false if the edit cannot be applied, because its row is gone; `base` must then be
  ///   as it was.
  func apply(to base: inout Base, id: EditID, state: EditState) -> Bool

  /// What the edit stands on in `base`, for the strategies that compare. Is asked of the view when
  /// the edit is made, and of what it is about to be applied to at every replay. A receipt that
  /// gives a row its own id must not change the answer.
  func footing(in base: Base) -> Footing

  /// The edit as it is to be applied to `base`, for ``ConflictStrategy/merge``; nil if nothing is
  /// left of it. Foretells what the request will do, so the request should merge in the same way.
  ///
  /// - Parameters:
  ///   - footing: what the edit stood on when it was made. If it stands on the same in `base`, the
  ///     answer is the edit itself.
  ///   - base: what the edit is about to be applied to.
  func merged(from footing: Footing, into base: Base) -> Self?

  /// Whether `base` is known to contain this edit. Is asked while its receipt is not in.
  ///
  /// The exact answer: the request writes its key into a table of the app, and the base holds the
  /// keys that were found when it was read, in the same transaction. Looking for an added row by a
  /// mark that the request gave it is as good until a later commit removes the row. The mark must
  /// be random, because `id` begins at 1 in every overlay. Later edits can be addressed by the mark
  /// too: then they find the row in a snapshot that comes before the receipt.
  func isContained(in base: Base, id: EditID) -> Bool
}

extension OptimisticEdit where Footing == NoFooting {
  /// Nothing.
  public func footing(in base: Base) -> NoFooting { NoFooting() }
}

extension OptimisticEdit {
  /// The edit as it is.
  public func merged(from footing: Footing, into base: Base) -> Self? { self }

  /// No: only the receipt tells.
  public func isContained(in base: Base, id: EditID) -> Bool { false }
}

/// The footing of edits that never look whether something has changed under them.
public struct NoFooting: Hashable, Sendable {
  /// It holds nothing.
  public init() {}
}

/// What becomes of a pending edit when a snapshot arrives in which its footing has changed.
///
/// It decides what is *shown*. What is true the database decides: the request has to carry the same
/// condition (a version in its `WHERE`, and the expected number of changes), and only its answer
/// ends the edit. A change of the footing may be the edit's own doing, seen before its receipt.
public enum ConflictStrategy: Hashable, Sendable, CaseIterable {
  /// The edit is applied to whatever is there.
  case lastWriterWins
  /// The edit is not shown any more, and waits for its answer. The app sees
  /// ``PendingEdit/isShown`` false, and may withdraw the request or tell the user.
  case rejectIfChanged
  /// The edit is adapted: ``OptimisticEdit/merged(from:into:)``.
  case merge
}
