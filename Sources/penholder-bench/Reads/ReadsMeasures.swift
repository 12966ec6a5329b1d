/// What the reads suite measures.
enum ReadsMeasures {
  static let open = Measure(
    name: "open", title: "Open → first read, in a new process (by rows)", unit: .nanoseconds,
    scale: .microseconds,
    hasTail: true, sizes: "rows")
  static let refresh = Measure(
    name: "refresh", title: "Write begun → follower has read what it shows (by rows)",
    unit: .nanoseconds, scale: .microseconds,
    hasLongTail: true, sizes: "rows")
  static let refreshCost = Measure(
    name: "refreshCost", title: "Told → follower has read what it shows (by rows)",
    unit: .nanoseconds, scale: .microseconds,
    hasLongTail: true, sizes: "rows")
  static let refreshByTabs = Measure(
    name: "refreshByTabs", title: "Write begun → the last follower has read it (by followers)",
    unit: .nanoseconds, scale: .microseconds, hasLongTail: true, sizes: "followers")
  static let shareByTabs = Measure(
    name: "shareByTabs", title: "The same, for each follower (by followers)", unit: .nanoseconds,
    scale: .microseconds, sizes: "followers")
  static let publish = Measure(
    name: "publish", title: "An event into the ring, nobody waiting (by changed rows)",
    unit: .nanoseconds, scale: .microseconds, sizes: "changed rows")
  static let publishRate = Measure(
    name: "publishRate", title: "Events into the ring, nobody waiting (by changed rows)",
    unit: .rate, sizes: "changed rows")
  static let take = Measure(
    name: "take", title: "An event out of the ring, it being there (by changed rows)",
    unit: .nanoseconds, scale: .microseconds, sizes: "changed rows")
  static let poll = Measure(
    name: "poll", title: "A look into the ring with nothing new", unit: .nanoseconds,
    scale: .microseconds, sizes: "changed rows")

  /// In the order of the tables.
  static let all = byRows + byTabs + ofRing
  static let byRows = [open, refresh, refreshCost]
  static let byTabs = [refreshByTabs, shareByTabs]
  static let ofRing = [publish, publishRate, take, poll]

  /// What we want to reach.
  static func goals(_ rows: [Int]) -> [Goal] {
    guard let least = rows.min() else { return [] }
    var goals = rows.filter { $0 > least }.map { size in
      Goal(
        text: "following with \(size) rows beside \(least), one row changed", measure: refresh,
        size: size, bound: .timesOwnAtMost(2, atSize: least))
    }
    goals.append(
      Goal(
        text: "an event into the ring, nobody waiting", measure: publish, size: 1,
        bound: .atMost(150)))
    return goals
  }
}
