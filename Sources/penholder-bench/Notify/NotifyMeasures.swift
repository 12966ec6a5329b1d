/// What the notify suite measures.
enum NotifyMeasures {
  static let spaced = Measure(
    name: "spaced", title: "Announcement → handler", unit: .nanoseconds, scale: .microseconds,
    hasTail: true)
  static let last = Measure(
    name: "last", title: "Announcement → the last follower's handler", unit: .nanoseconds,
    scale: .microseconds, hasTail: true)
  static let burst = Measure(
    name: "burst", title: "The same, in bursts of \(Speaking.burst)", unit: .nanoseconds,
    scale: .microseconds, hasTail: true)
  static let call = Measure(
    name: "call", title: "The call that announces", unit: .nanoseconds, scale: .microseconds,
    hasTail: true)
  static let write = Measure(
    name: "write", title: "Write begun → handler", unit: .nanoseconds, scale: .microseconds,
    hasTail: true)
  static let writeCall = Measure(
    name: "writeCall", title: "The call that writes", unit: .nanoseconds, scale: .microseconds,
    hasTail: true)
  /// An event, on average over a batch.
  static let unheard = Measure(
    name: "unheard", title: "An announcement that nobody hears", unit: .nanoseconds,
    scale: .nanoseconds, hasTail: true, goal: 150)
  static let wakeUps = Measure(
    name: "wakeUps", title: "Wake-ups while nothing happens, a second and process", unit: .number,
    goal: 5)
  static let idleTime = Measure(
    name: "idleTime", title: "Processor while nothing happens, a second and process",
    unit: .nanoseconds, scale: .microseconds)
  static let memory = Measure(
    name: "memory", title: "Memory of its own while nothing happens, a process", unit: .memory)

  /// In the order of the tables.
  static let all = told + written + [unheard] + idle
  static let told = [spaced, last, burst, call]
  static let written = [write, writeCall]
  static let idle = [wakeUps, idleTime, memory]

  /// What we want to reach: beside others with one listener, and by itself.
  static func goals(idle: [Int]) -> [Goal] {
    let handler = PenholderTab.name(.handler)
    let absolute =
      [
        Goal(of: unheard, at: 0, candidate: handler),
        Goal(of: unheard, at: 0, candidate: RingAndBell.name),
      ] + idle.map { Goal(of: wakeUps, at: $0, candidate: handler) }
    return relative + absolute.compactMap { $0 }
  }

  private static let relative: [Goal] = {
    let handler = PenholderTab.name(.handler)
    let rivals: [(any Notifier, Double)] = [
      (RedisPubSub(), 2), (DBus(), 3), (ZeroMQ(), 3), (Postgres(withCommit: false), 4),
      (DataVersion(interval: 10, withCommit: false), 100),
    ]
    func goal(
      _ title: String, _ candidate: String, _ other: String, _ factor: Double,
      _ figure: KeyPath<Round, Double> & Sendable = \.median
    ) -> Goal {
      Goal(
        text: "\(title), beside \(other)", measure: spaced, size: 1, candidate: candidate,
        figure: figure, bound: .timesAtMost(factor, of: other))
    }
    return [
      goal("announcement → handler", handler, BareFutex.name, 1.5),
      goal(
        "announcement → AsyncSequence", PenholderTab.name(.sequence), FutexHop.name, 1.3),
    ]
      + rivals.flatMap { rival, divisor in
        [
          goal("announcement → handler", handler, rival.name, 1 / divisor),
          goal("announcement → handler, p99", handler, rival.name, 1, \.p99),
        ]
      }
  }()
}
