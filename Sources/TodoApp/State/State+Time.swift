extension State {
  /// When time alone changes what is shown: something becomes overdue, or a day ends. Later than the
  /// last reading was asked for, so that a reading that fails is not asked for without end.
  ///
  /// In the nights in which clocks are changed this may be an hour off, and is right again with the
  /// next reading.
  public var turnsAt: Instant {
    let then = list.askedAt ?? now
    let midnight = then.instant(of: Due(Day(number: then.day.number + 1)))
    guard let next = list.counts.nextDue else { return midnight }
    // Until the end of its minute it is not over.
    let over = Instant(milliseconds: then.instant(of: next).milliseconds + 60_000)
    return over > then.instant ? min(over, midnight) : midnight
  }
}

extension Moment {
  /// When the clock on this wall shows this day and time; without a time, the start of the day.
  func instant(of due: Due) -> Instant {
    let seconds = due.day.number * 86_400 + (due.minute ?? 0) * 60 - secondsFromUTC
    return Instant(milliseconds: Int64(seconds) * 1_000)
  }
}
