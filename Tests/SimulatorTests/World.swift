/// A world of tabs with one database, one coordination file and one clock, in which the library's own
/// decisions are made (``Election``, ``RingReader``, ``CommitFilter``) over its own ring, and everything
/// else is as bad as it can be: any tab can crash, stop, go on or be slow between any two of its steps.
///
/// Deterministic: what happens follows from the schedule alone.
struct World {
  /// Where tabs can be; the last one is kept for the end.
  static let slots = 0..<6
  static let lease: UInt64 = 1_000_000_000
  /// In how many rounds of steps a world comes to rest for four leases, at most.
  static let mostRounds = 5_000
  /// How long a claimed place in the ring may stay empty.
  static let patience: UInt64 = 50_000_000

  /// What is done wrongly, to see that it is found.
  enum Flaw: String, CaseIterable, Sendable {
    /// A write transaction does not check that its term is still the stored one.
    case noFence
    /// A claim does not compare the stored term with the one that was read.
    case blindClaim
    /// A tab that slept counts the silence of the leader meanwhile.
    case leaseAsleep
    /// A reader that has missed something says nothing.
    case silentReader
    /// A reader that has missed something once holds whatever it finds missing later for part of it.
    case forgivingReader
  }

  /// A promise that was broken; the first ends the schedule.
  struct Violation: Equatable, Sendable, CustomStringConvertible {
    /// Of PROTOCOL 1.
    var promise: String
    var description: String
  }

  let flaw: Flaw?
  var violation: Violation?
  var now: UInt64 = 1_000_000_000
  var tabs: [SimulatedTab?] = Array(repeating: nil, count: slots.count)
  var joined: UInt64 = 0

  // The database.
  var storedTerm: UInt64 = 0
  var storedLeader = 0
  var commit: UInt64 = 0
  var lastTerm: UInt64 = 0

  /// Where records of the ring are copied to.
  var payload: [UInt64] = []

  // The file.
  let ring: BroadcastRing
  let ringWords: SharedWords
  var reign = Reign(term: 0, leader: nil)
  var heartbeat: UInt64 = 0
  var successor: Int?
  var hasNoise = false

  /// Who took office in which term.
  var reigns: [(term: UInt64, tab: Int)] = []
  /// How well the stored term's leader has been heard.
  var beatAt: UInt64 = 0
  var longestSilence: UInt64 = 0

  init(_ flaw: Flaw? = nil, in stage: Stage) {
    self.flaw = flaw
    (ring, ringWords) = (stage.ring, stage.words)
    stage.clear()
  }

  /// Plays a schedule, then lets the world calm down and demands progress.
  ///
  /// - Returns: the first promise that was broken.
  static func play(_ schedule: Schedule, _ flaw: Flaw? = nil, on stage: Stage) -> Violation? {
    var world = World(flaw, in: stage)
    for tab in slots.dropLast() { world.join(tab) }
    for step in schedule.steps {
      world.take(step)
      if world.violation != nil { return world.violation }
    }
    world.calmDown()
    return world.violation
  }

  mutating func accuse(_ promise: String, _ description: @autoclosure () -> String) {
    if violation == nil { violation = Violation(promise: promise, description: description()) }
  }

  private mutating func take(_ step: Step) {
    switch step {
    case .run(let tab): _ = run(tab)
    case .rest(let tab): rest(tab)
    case .pass(let time): now += time * 1_000
    case .begin(let tab): begin(tab)
    case .commit(let tab): commitWrite(tab)
    case .crash(let tab): crash(tab)
    case .stop(let tab): tabs[tab]?.isStopped = true
    case .go(let tab): tabs[tab]?.isStopped = false
    case .join(let tab): if tabs[tab] == nil { join(tab) }
    case .resign(let tab, let next): resign(tab, to: next)
    case .wake(let tab): tabs[tab]?.isPoked = true
    case .tear(let tab): tear(tab)
    case .noise(let seed): scribble(seed)
    }
  }

  // MARK: The end

  private mutating func calmDown() {
    for tab in Self.slots {
      tabs[tab]?.isStopped = false
      commitWrite(tab)
    }
    join(5)
    settle(for: 4 * Self.lease)
    // Who was deposed by a tab that died before it could say so learns it from its next write.
    writeEverywhere()
    settle(for: 2 * Self.lease)
    let leaders = Self.slots.filter { tabs[$0]?.office != nil }
    guard leaders.count == 1 else {
      return accuse("progress", "\(leaders) lead after the world calmed down")
    }
    let (said, stored) = (reign, Reign(term: storedTerm, leader: leaders[0] + 1))
    if said != stored { accuse("progress", "the file says \(said), the database \(stored)") }
    let before = commit
    writeEverywhere()
    settle(for: Self.lease / 2)
    if commit == before { accuse("progress", "the leader cannot write") }
    let newest = commit
    for tab in Self.slots {
      guard let tab = tabs[tab], tab.told < newest else { continue }
      accuse("P6", "tab \(tab.index) was told of \(tab.told) and never of \(newest)")
    }
  }

  /// Lets every tab run, and time pass from deadline to deadline, for so long.
  private mutating func settle(for duration: UInt64) {
    let end = now + duration
    var rounds = 0
    while now < end {
      rounds += 1
      if rounds > Self.mostRounds {
        return accuse("P9", "after \(rounds) rounds of steps there is still no rest")
      }
      var isBusy = false
      for tab in Self.slots where run(tab) { isBusy = true }
      if isBusy {
        now += 20_000
        continue
      }
      var next = end
      for tab in Self.slots {
        guard let tab = tabs[tab] else { continue }
        next = min(next, tab.election.deadline, tab.listenAt)
      }
      now = max(now + 1, next)
    }
  }

  /// Lets whoever believes to lead write once.
  private mutating func writeEverywhere() {
    for tab in Self.slots {
      begin(tab)
      commitWrite(tab)
    }
  }
}

/// What schedules are played on, one after another: the memory of a ring.
struct Stage {
  static let capacity = 4
  static let slotWords = 12
  let words: SharedWords
  let ring: BroadcastRing

  init() throws {
    let folder = "/tmp"
    guard let attributes = try MappedFile.attributes(of: folder) else {
      preconditionFailure("there is no /tmp")
    }
    let count = 8 + Self.capacity * Self.slotWords
    let file = try MappedFile.unnamed(in: folder, size: count * 8, like: attributes)
    words = SharedWords(in: file, at: 0, count: count)
    ring = BroadcastRing(
      slots: words.slice(8, count: Self.capacity * Self.slotWords),
      claim: words.slice(0, count: 1), capacity: Self.capacity, slotWords: Self.slotWords)
  }

  func clear() { for index in 0..<words.count { words.store(0, at: index) } }
}
