/// How a clock on somebody's wall is set: how far it is ahead of UTC, at any time.
///
/// Given to this module as a function, because nothing in it knows a time zone; equal to itself alone.
/// Any thread.
public final class WallClock: Hashable, Sendable {
  private let offset: @Sendable (Instant) -> Int

  /// A clock that is so many seconds ahead, as the function says.
  public init(secondsFromUTC: @escaping @Sendable (Instant) -> Int) { offset = secondsFromUTC }

  /// How far ahead it is then, in seconds.
  public func secondsFromUTC(at instant: Instant) -> Int { offset(instant) }

  /// Whether they are one.
  public static func == (left: WallClock, right: WallClock) -> Bool { left === right }

  /// By which one it is.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
