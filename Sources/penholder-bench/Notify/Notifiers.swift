/// Who is measured in which part.
enum Notifiers {
  /// The announcement alone, without a commit where there can be one without.
  static let announcing: [any Notifier] = [
    PenholderTab(way: .handler, withCommit: false),
    PenholderTab(way: .sequence, withCommit: false),
    BareFutex(), FutexHop(), Spinning(), Datagram(), EventFD(), MessageQueue(), Inotify(),
    DataVersion(interval: 1, withCommit: false), DataVersion(interval: 10, withCommit: false),
    DataVersion(interval: 100, withCommit: false), RedisPubSub(), ZeroMQ(), DBus(),
    Postgres(withCommit: false),
  ]

  /// From the beginning of the write on.
  static let committing: [any Notifier] = [
    PenholderTab(way: .handler, withCommit: true), PenholderTab(way: .sequence, withCommit: true),
    PenholderTab(way: .observation, withCommit: true),
    CommitAndFutex(), DataVersion(interval: 1, withCommit: true),
    DataVersion(interval: 10, withCommit: true), DataVersion(interval: 100, withCommit: true),
    Postgres(withCommit: true),
  ]

  /// What an announcement costs that nobody hears.
  static let toNobody: [any Notifier] = announcing.filter(\.canTellNobody) + [RingAndBell()]

  /// Who has something to do although nothing happens, and the floor.
  static let idling: [any Notifier] = announcing.filter {
    !($0 is Spinning || $0 is FutexHop)
      && $0.name != PenholderTab.name(.sequence)
  }

  static let all = announcing + committing + [RingAndBell()]
}
