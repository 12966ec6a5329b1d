/// How the failover suite measures.
struct FailoverSetting: Sendable {
  /// How many stand by.
  var waiting: [Int]
  var leases: [Int]
  var rounds: Int
  /// How often, in each round.
  var deaths: Int
  /// The same, where each takes a lease's time.
  var silences: Int
  /// After a succession, before the next one.
  var pause: UInt64
  /// How holders go, besides those that are stopped for a lease.
  var withoutLease: [Situation] = [.killed(loaded: false), .killed(loaded: true), .asked]

  static func full() -> FailoverSetting {
    FailoverSetting(
      waiting: [1, 7], leases: [300, 1_200], rounds: 5, deaths: 40, silences: 3,
      pause: .milliseconds(60))
  }

  /// For a minute.
  static func quick() -> FailoverSetting {
    FailoverSetting(
      waiting: [1], leases: [300], rounds: 3, deaths: 10, silences: 1, pause: .milliseconds(60))
  }

  var situations: [Situation] {
    withoutLease + leases.map { Situation.stopped(lease: $0) }
  }

  func count(_ situation: Situation, _ candidate: any FailoverCandidate) -> Int {
    if case .stopped = situation { return silences }
    return candidate is RedisLock || candidate is EtcdLock ? silences : deaths
  }
}
