/// How a holder goes.
enum Situation: Hashable, Sendable {
  /// Killed with SIGKILL while nobody asks for anything, or while two others write all the time.
  case killed(loaded: Bool)
  /// Stopped with SIGSTOP; believed for so many milliseconds.
  case stopped(lease: Int)
  /// Asked to hand over.
  case asked

  var title: String {
    switch self {
    case .killed(loaded: false): "killed, idle"
    case .killed(loaded: true): "killed under load"
    case .stopped(let lease): "stopped, lease \(lease) ms"
    case .asked: "asked to hand over"
    }
  }

  var name: String {
    switch self {
    case .killed(loaded: false): "killed"
    case .killed(loaded: true): "killedLoaded"
    case .stopped(let lease): "stopped\(lease)"
    case .asked: "asked"
    }
  }
}

/// What the failover suite measures in a situation; sizes are how many stand by.
enum FailoverMeasures {
  static func role(_ one: Situation) -> Measure {
    Measure(
      name: "role.\(one.name)", title: "\(one.title) → successor's role", unit: .nanoseconds,
      hasLongTail: true)
  }

  static func commit(_ one: Situation) -> Measure {
    Measure(
      name: "commit.\(one.name)", title: "\(one.title) → successor's first commit",
      unit: .nanoseconds, hasLongTail: true)
  }

  static func answer(_ one: Situation) -> Measure {
    Measure(
      name: "answer.\(one.name)", title: "\(one.title) → a queued write answered",
      unit: .nanoseconds, hasLongTail: true)
  }

  static func all(_ situations: [Situation]) -> [Measure] {
    situations.flatMap { [role($0), commit($0), answer($0)] }
  }

  /// What we want to reach.
  static func goals(_ sizes: [Int]) -> [Goal] {
    [Situation.killed(loaded: false), .killed(loaded: true)].flatMap { situation in
      sizes.flatMap { size in
        [
          Goal(
            text: "\(situation.title), first commit beside a bare pidfd, \(size) waiting",
            measure: commit(situation), size: size,
            bound: .timesAtMost(4, of: ProcessDeath().name)),
          Goal(
            text: "\(situation.title), first commit, p99, \(size) waiting",
            measure: commit(situation), size: size, figure: \.p99, bound: .atMost(20_000_000)),
          Goal(
            text: "\(situation.title), first commit beside PostgreSQL's, \(size) waiting",
            measure: commit(situation), size: size,
            bound: .timesAtMost(1, of: AdvisoryLock().name)),
        ]
      }
    }
  }
}
