extension State {
  /// A leader's own change takes milliseconds; after this long somebody is in the way.
  private static let slowness: Int64 = 1_000

  /// When time alone changes what is shown: something becomes overdue, a day ends, or a change takes
  /// so long that it has to be said why.
  public var turnsAt: Instant {
    let slow = slowChange.map { pending[$0].askedAt.instant.milliseconds + Self.slowness }
    return slow.map { min(listTurnsAt, Instant(milliseconds: $0)) } ?? listTurnsAt
  }

  /// When the list has to be read because of the time. Later than the last reading was asked for, so
  /// that a reading that fails is not asked for without end.
  private var listTurnsAt: Instant {
    let then = list.askedAt ?? now
    let midnight = then.instant(of: Due(Day(number: then.day.number + 1)))
    guard let next = list.counts.nextDue else { return midnight }
    // Until the end of its minute it is not over.
    let over = Instant(milliseconds: then.instant(of: next).milliseconds + 60_000)
    return over > then.instant ? min(over, midnight) : midnight
  }

  /// The first change that this tab is to make itself, of which nothing has been said yet.
  private var slowChange: Int? {
    guard coordination.role == .leader else { return nil }
    return pending.firstIndex { !$0.isUnknown && !$0.isSaidToWait }
  }

  /// It is later, or another time.
  mutating func turn() -> [Effect] {
    if let slow = slowChange,
      now.instant.milliseconds - pending[slow].askedAt.instant.milliseconds >= Self.slowness
    {
      for index in pending.indices { pending[index].isSaidToWait = true }
      say(Sentence.held(self), .warning)
      return []
    }
    return load()
  }
}
