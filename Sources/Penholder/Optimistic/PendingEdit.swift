/// What an edit is called in its overlay.
public struct EditID: Hashable, Sendable, Comparable {
  /// 1 for the first edit of an overlay; later edits have higher numbers.
  public let number: UInt64

  /// Orders by the time of making.
  public static func < (a: EditID, b: EditID) -> Bool { a.number < b.number }
}

/// How far an edit has come.
public enum EditState: Hashable, Sendable {
  /// No answer yet.
  case waiting
  /// The time was out before an answer came: it may be in the database or not.
  case unknown
  /// It is in the database since this commit, and no snapshot that shows it has arrived yet.
  case accepted(commit: UInt64)

  /// Whether the receipt is in.
  public var isAccepted: Bool {
    if case .accepted = self { true } else { false }
  }
}

/// An edit that the confirmed snapshot does not contain, as far as is known.
public struct PendingEdit<Edit: OptimisticEdit>: Sendable, Identifiable {
  /// What it is called.
  public let id: EditID
  /// What it does. Changes only when a receipt revises it.
  public internal(set) var edit: Edit
  /// How far it has come.
  public internal(set) var state: EditState = .waiting
  /// What it does when its footing has changed.
  public let strategy: ConflictStrategy
  /// What it stood on when it was made.
  public let footing: Edit.Footing
  /// Whether the view shows it. False if it could not be applied to what is there now, or if its
  /// strategy forbade it.
  public internal(set) var isShown = false

  init(id: EditID, edit: Edit, strategy: ConflictStrategy, footing: Edit.Footing) {
    self.id = id
    self.edit = edit
    self.strategy = strategy
    self.footing = footing
  }
}

extension PendingEdit: Equatable where Edit: Equatable {}
extension PendingEdit: Hashable where Edit: Hashable {}

/// An edit that the database has refused.
public struct Rejection<Edit: OptimisticEdit, Reason> {
  /// The edit, as it was when the answer came.
  public let edit: PendingEdit<Edit>
  /// Why.
  public let reason: Reason
}

extension Rejection: Sendable where Reason: Sendable {}
extension Rejection: Equatable where Edit: Equatable, Reason: Equatable {}
extension Rejection: Hashable where Edit: Hashable, Reason: Hashable {}
