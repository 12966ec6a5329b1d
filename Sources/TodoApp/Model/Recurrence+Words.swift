extension Recurrence {
  /// What `1w`, `weekly`, `week`, `every 2 weeks` or `every other day` says, counted from the day on
  /// which it is done; with a `+` before it, as in `+1m` or `+monthly`, from the day on which it was
  /// due. Nil if that is none.
  public init?(words text: String) {
    let isFromDue = text.hasPrefix("+")
    var words = text.lowercased().dropFirst(isFromDue ? 1 : 0)
      .split { $0.isWhitespace || $0 == "-" }.map(String.init)
    if words.count > 1, ["every", "each"].contains(words[0]) { words.removeFirst() }
    if words.count == 1 {
      if let recurrence = Recurrence(text: (isFromDue ? "+" : "") + words[0]) {
        self = recurrence
        return
      }
      words.insert("1", at: 0)
    }
    guard words.count == 2, let count = words[0] == "other" ? 2 : Int(words[0]),
      let unit = Self.units[words[1]]
    else { return nil }
    self.init(every: count, unit, from: isFromDue ? .due : .completion)
  }

  private static let units: [String: Unit] = [
    "d": .day, "day": .day, "days": .day, "daily": .day,
    "w": .week, "week": .week, "weeks": .week, "weekly": .week,
    "m": .month, "month": .month, "months": .month, "monthly": .month,
    "y": .year, "year": .year, "years": .year, "yearly": .year,
  ]
}
