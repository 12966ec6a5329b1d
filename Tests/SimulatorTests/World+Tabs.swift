import TestSupport

/// A tab, and what it is about to do: its election's actions are performed one at a time, so that
/// anything can happen in between.
final class SimulatedTab {
  let index: Int
  /// The order of joining.
  let joined: UInt64
  var election: Election
  var inputs: [Election.Input] = []
  var actions: [Election.Action] = []
  var locks: [UInt64] = []
  var isStopped = false
  /// Inside SQLite's write transaction, with the term it will commit.
  var transaction: UInt64?
  var office: UInt64?
  /// Something has happened that wakes it: a process ended, a bell rang.
  var isPoked = true
  /// What it last saw, and when.
  var lastSighting: Election.Sighting?
  var lastLook: UInt64
  /// What it has committed, or become, and not announced yet.
  var announcements: [Event] = []

  // Listening.
  var reader: RingReader
  var filter: CommitFilter
  /// Every commit up to this one it was told of, or told that it missed some.
  var told: UInt64
  /// The newest commit that an event told of.
  var announced: UInt64 = 0
  /// Whether a gap was told since the last event.
  var hasReadAll = false
  /// When to look at an unfinished record again.
  var listenAt = UInt64.max

  var number: Int { index + 1 }

  init(_ index: Int, joined: UInt64, in world: World) {
    (self.index, self.joined) = (index, joined)
    lastLook = world.now
    election = Election(
      me: index + 1, observes: false, timing: Election.Timing(lease: World.lease), now: world.now)
    // The place in the ring first, then the commit: what comes in between is announced.
    reader = RingReader(world.ring, patience: World.patience)
    filter = CommitFilter(known: world.commit)
    told = world.commit
  }
}

extension World {
  mutating func join(_ index: Int) {
    joined += 1
    tabs[index] = SimulatedTab(index, joined: joined, in: self)
  }

  mutating func crash(_ index: Int) {
    guard tabs[index] != nil else { return }
    tabs[index] = nil
    poke()
  }

  mutating func poke() { for index in Self.slots { tabs[index]?.isPoked = true } }

  func isHeld(_ term: UInt64, besides index: Int) -> Bool {
    Self.slots.contains { $0 != index && tabs[$0]?.locks.contains(term) == true }
  }

  /// Whether somebody else is inside a write transaction, stopped or not.
  func isWriteLocked(besides index: Int) -> Bool {
    Self.slots.contains { $0 != index && tabs[$0]?.transaction != nil }
  }

  private func sighting(of tab: SimulatedTab) -> Election.Sighting {
    var ahead = 0
    for other in Self.slots {
      guard let other = tabs[other], other.joined < tab.joined, other.number != reign.leader else {
        continue
      }
      ahead += 1
    }
    let isThere = successor.map { tabs.indices.contains($0 - 1) && tabs[$0 - 1] != nil } ?? false
    return Election.Sighting(
      reign: reign, heartbeat: heartbeat,
      reignByteHeld: reign.leader != nil && isHeld(reign.term, besides: tab.index), ahead: ahead,
      successor: isThere ? successor : nil)
  }

  // MARK: Small steps

  /// Takes all steps that are to be taken now; there is an end to them.
  mutating func rest(_ index: Int) {
    for _ in 0..<40 where !run(index) { return }
  }

  /// One small step of one tab. False when it had nothing to do now.
  mutating func run(_ index: Int) -> Bool {
    guard let tab = tabs[index], !tab.isStopped else { return false }
    if var event = tab.announcements.first {
      event.publishedAt = now
      tab.announcements.removeFirst()
      _ = ring.publish(EventRecord.encode(event, limit: ring.payloadLimit))
      return true
    }
    if let action = tab.actions.first {
      // What uses the writing connection waits for the tab's own transaction.
      if tab.transaction != nil, action.usesWriter { return false }
      tab.actions.removeFirst()
      perform(action, index)
      return true
    }
    if let input = tab.inputs.first {
      tab.inputs.removeFirst()
      tab.actions = tab.election.step(input, now: now)
      return true
    }
    if tab.isPoked || now >= tab.election.deadline {
      look(tab)
      return true
    }
    return listen(tab)
  }

  private func look(_ tab: SimulatedTab) {
    let sighting = sighting(of: tab)
    tab.isPoked = false
    tab.actions = []
    if flaw == .leaseAsleep, let last = tab.lastSighting {
      // As if it had looked all the time, and seen nothing new.
      let tick = tab.election.timing.tick
      while tab.actions.isEmpty, now - tab.lastLook > tick {
        tab.lastLook += tick
        tab.actions = tab.election.step(.sighted(last), now: tab.lastLook)
      }
    }
    if tab.actions.isEmpty { tab.actions = tab.election.step(.sighted(sighting), now: now) }
    (tab.lastSighting, tab.lastLook) = (sighting, now)
  }

  mutating func resign(_ index: Int, to next: Int) {
    if tabs[index]?.isStopped == false { tabs[index]?.inputs.append(.resign(to: next + 1)) }
  }

  /// Overwrites words of the file.
  mutating func scribble(_ seed: UInt64) {
    hasNoise = true
    var random = Seeded(seed: seed)
    switch random.below(4) {
    case 0:
      // Anywhere in the ring, its counter included.
      for _ in 0...random.below(4) {
        let word = random.below(4) == 0 ? 0 : Int(random.below(UInt64(ringWords.count)))
        ringWords.store(random.below(3) == 0 ? random.below(40) : random.next(), at: word)
      }
    default:
      reign = Reign(word: random.below(2) == 0 ? random.next() : 0)
      if random.below(2) == 0 { heartbeat = random.next() }
      successor = random.below(2) == 0 ? Int(random.below(6)) + 1 : nil
    }
  }
}

extension Election.Action {
  var usesWriter: Bool {
    switch self {
    case .readTerm, .claim, .drain: true
    default: false
    }
  }
}
