/// What the mouse did, and where.
public struct Mouse: Hashable, Sendable {
  /// What it did. Letting a button go and moving about are not told.
  public enum Event: String, Hashable, Sendable, CaseIterable {
    /// The first button was pressed.
    case click = "Click"
    /// It was pressed again at once in the same place; the first press was told as a click.
    case doubleClick = "DoubleClick"
    /// The second button (the right one, for most) was pressed.
    case rightClick = "RightClick"
    /// The wheel turned by one notch away from the hand.
    case wheelUp = "WheelUp"
    /// The wheel turned by one notch towards the hand.
    case wheelDown = "WheelDown"
  }

  /// What it did.
  public var event: Event
  /// The cell under the pointer; it may lie outside of a frame that has become smaller.
  public var position: Position

  /// This event at this place.
  public init(_ event: Event, row: Int, column: Int) {
    self.event = event
    position = Position(row: row, column: column)
  }

  /// What xterm calls the button (bits: 3 button, 4–16 keys held, 32 motion, 64 wheel), at a place
  /// counted from 1; nil for what is not told.
  init?(button: Int, column: Int, row: Int) {
    guard column > 0, row > 0, button & 32 == 0 else { return nil }
    switch button & ~(4 | 8 | 16) {
    case 0: self.init(.click, row: row - 1, column: column - 1)
    case 2: self.init(.rightClick, row: row - 1, column: column - 1)
    case 64: self.init(.wheelUp, row: row - 1, column: column - 1)
    case 65: self.init(.wheelDown, row: row - 1, column: column - 1)
    default: return nil
    }
  }
}

/// Finds double clicks, of which terminals say nothing: the second of two clicks in the same cell
/// within ``interval``. A third click at once is a first one again.
public struct ClickPairing: Hashable, Sendable {
  /// How soon the second click must follow, in nanoseconds.
  public static let interval: UInt64 = 400_000_000

  private var last: Position?
  private var time: UInt64 = 0

  /// No click so far.
  public init() {}

  /// `key`, or a double click if it is the second of two.
  ///
  /// - Parameter now: when it happened, in nanoseconds of a clock that never goes back.
  public mutating func pair(_ key: Key, at now: UInt64) -> Key {
    guard case .mouse(let mouse) = key else { return key }
    guard mouse.event == .click else {
      last = nil
      return key
    }
    if last == mouse.position, now - min(time, now) <= Self.interval {
      last = nil
      return .mouse(
        Mouse(.doubleClick, row: mouse.position.row, column: mouse.position.column))
    }
    (last, time) = (mouse.position, now)
    return key
  }
}
