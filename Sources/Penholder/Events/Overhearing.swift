import SharedMemory

/// How an onlooker, who cannot say that it sleeps, sleeps on the group's bell.
///
/// If somebody sleeps who has said so, the next ring wakes everybody, the onlooker too: the tabs of
/// a group sleep on the bell nearly always. If nobody does, a ring may pass unheard: the onlooker
/// looks again soon, and less and less often while nothing comes, until it does so as often as
/// housekeeping. A ring between the look and the sleep changes the word, and the kernel does not
/// let it sleep on that.
struct Overhearing {
  private static let shortest: UInt64 = 5_000_000
  private static let longest: UInt64 = 450_000_000
  private var pause = shortest

  /// - Parameter timeout: nanoseconds, or nil.
  mutating func wait(_ bell: Bell, _ ticket: Bell.Ticket, timeout: UInt64?) {
    pause = ticket.isHeard ? Self.shortest : min(pause * 2, Self.longest)
    let limit = ticket.isHeard ? Self.longest : pause
    let end = bell.overhear(ticket, timeout: min(limit, timeout ?? .max))
    if end == .rung { pause = Self.shortest }
  }
}
