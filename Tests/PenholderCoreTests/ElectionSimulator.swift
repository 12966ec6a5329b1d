import PenholderCore
import TestSupport

/// A world of tabs with one database, one file and one clock, in which any tab can crash, stop,
/// continue or be slow between any two of its steps, as a story says.
struct ElectionSimulator {
  /// What a tab is about to do: the election's actions are performed one at a time, so that anything
  /// can happen in between.
  struct Tab {
    let number: Int
    var election: Election
    var inputs: [Election.Input] = []
    var actions: [Election.Action] = []
    var locks: Set<UInt64> = []
    var isAlive = true
    var isStopped = false
    /// Inside SQLite's write transaction, with the term it will commit.
    var transaction: UInt64?
    var office: UInt64?
    /// Something has happened that wakes the tab: a process ended, a bell rang.
    var isPoked = true
  }

  var random: Seeded
  var now: UInt64 = 1_000_000
  var tabs: [Tab] = []
  // The database.
  var storedTerm: UInt64 = 0
  var storedLeader = 0
  /// Every commit, as the term it was made in.
  var commits: [UInt64] = []
  // The file.
  var reign = Reign(term: 0, leader: nil)
  var heartbeat: UInt64 = 0
  var successor: Int?
  /// Who ever took office in a term.
  var reigns: [UInt64: Int] = [:]
  var violations: [String] = []

  static let lease: UInt64 = 1_000_000_000

  init(seed: UInt64, tabs count: Int) {
    random = Seeded(seed: seed)
    for number in 1...count { join(number) }
  }

  mutating func join(_ number: Int) {
    let timing = Election.Timing(lease: Self.lease)
    let tab = Tab(
      number: number,
      election: Election(me: number, observes: false, timing: timing, now: now))
    tabs.removeAll { $0.number == number }
    tabs.append(tab)
  }

  func isHeld(_ term: UInt64, besides tab: Int) -> Bool {
    tabs.contains { $0.isAlive && $0.number != tab && $0.locks.contains(term) }
  }

  /// Whether somebody else is inside a write transaction, stopped or not.
  func isWriteLocked(besides tab: Int) -> Bool {
    tabs.contains { $0.isAlive && $0.number != tab && $0.transaction != nil }
  }

  func sighting(of index: Int) -> Election.Sighting {
    let me = tabs[index].number
    return Election.Sighting(
      reign: reign, heartbeat: heartbeat,
      reignByteHeld: reign.leader != nil && isHeld(reign.term, besides: me),
      ahead: tabs.prefix(index).count { $0.isAlive && $0.number != reign.leader },
      successor: successor.flatMap { s in tabs.contains { $0.number == s && $0.isAlive } ? s : nil }
    )
  }

  /// One small step of one tab. False when it had nothing to do now.
  mutating func step(_ index: Int) -> Bool {
    guard tabs[index].isAlive, !tabs[index].isStopped else { return false }
    if let action = tabs[index].actions.first {
      // What uses the writing connection waits for the tab's own transaction.
      if tabs[index].transaction != nil, action.usesWriter { return false }
      tabs[index].actions.removeFirst()
      perform(action, index)
      return true
    }
    if !tabs[index].inputs.isEmpty {
      let input = tabs[index].inputs.removeFirst()
      tabs[index].actions = tabs[index].election.step(input, now: now)
      return true
    }
    guard tabs[index].isPoked || now >= tabs[index].election.deadline else { return false }
    tabs[index].isPoked = false
    tabs[index].actions = tabs[index].election.step(.sighted(sighting(of: index)), now: now)
    return true
  }

  private mutating func perform(_ action: Election.Action, _ index: Int) {
    let me = tabs[index].number
    switch action {
    case .readTerm:
      answer(
        .termRead(
          stored: storedTerm, unused: storedTerm + 1, byteHeld: isHeld(storedTerm, besides: me)),
        index)
    case .lockTerm(let term):
      let isFree = !isHeld(term, besides: me)
      if isFree { tabs[index].locks.insert(term) }
      answer(.termLocked(term, isFree), index)
    case .unlockTerm(let term): tabs[index].locks.remove(term)
    case .claim(let term, let over): claim(term, over: over, index)
    case .takeOffice(let term, _, _):
      if let other = reigns[term], other != me {
        violations.append("P1: tabs \(other) and \(me) took office in term \(term)")
      }
      reigns[term] = me
      tabs[index].office = term
      successor = nil
      if reign.word < Reign(term: term, leader: me).word { reign = Reign(term: term, leader: me) }
      poke()
    case .repairReign(let term): reign = Reign(term: term, leader: me)
    case .beat: heartbeat &+= 1
    case .drain(let term): answer(.drained(term), index)
    case .leaveOffice(let term, let next):
      successor = next
      if reign == Reign(term: term, leader: me) { reign.leader = nil }
      tabs[index].office = nil
      tabs[index].locks.remove(term)
      poke()
    case .loseOffice(let term):
      tabs[index].office = nil
      tabs[index].locks.remove(term)
    case .askLeader, .reportBlocked: break
    }
  }

  private mutating func answer(_ input: Election.Input, _ index: Int) {
    // Answers come before everything else, as in the coordinator.
    tabs[index].inputs.insert(input, at: 0)
  }

  private mutating func claim(_ term: UInt64, over: UInt64, _ index: Int) {
    if isWriteLocked(besides: tabs[index].number) { return answer(.claimBlocked, index) }
    guard storedTerm == over else { return answer(.claimBeaten, index) }
    storedTerm = term
    storedLeader = tabs[index].number
    answer(.claimed(term), index)
  }

  // MARK: What the world does

  /// The leader (or who believes to be) begins a write: takes SQLite's lock, then checks the fence.
  mutating func beginWrite(_ index: Int) {
    guard tabs[index].isAlive, !tabs[index].isStopped, let term = tabs[index].office,
      tabs[index].transaction == nil, !isWriteLocked(besides: tabs[index].number)
    else { return }
    guard storedTerm == term && storedLeader == tabs[index].number else {
      return tabs[index].inputs.append(.fenced(term))
    }
    tabs[index].transaction = term
  }

  mutating func commitWrite(_ index: Int) {
    guard tabs[index].isAlive, !tabs[index].isStopped, let term = tabs[index].transaction else {
      return
    }
    tabs[index].transaction = nil
    if let last = commits.last, last > term {
      violations.append("P2: a commit of term \(term) after one of term \(last)")
    }
    if storedTerm != term {
      violations.append("P2: a commit of term \(term) in term \(storedTerm)")
    }
    commits.append(term)
  }

  mutating func crash(_ index: Int) {
    tabs[index].isAlive = false
    tabs[index].locks = []
    tabs[index].transaction = nil
    poke()
  }

  private mutating func poke() {
    for index in tabs.indices { tabs[index].isPoked = true }
  }

  /// Lets every living tab run, and time pass from deadline to deadline, for so long.
  mutating func settle(for duration: UInt64) {
    let end = now + duration
    while now < end {
      var isBusy = false
      for index in tabs.indices.shuffled(using: &random) where step(index) { isBusy = true }
      if isBusy {
        now += 20_000
      } else {
        let next = tabs.filter { $0.isAlive && !$0.isStopped }.map(\.election.deadline).min()
        now = max(now + 1, min(end, next ?? end))
      }
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
