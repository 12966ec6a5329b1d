// What tabs do to the database, the file and the ring.

extension World {
  mutating func perform(_ action: Election.Action, _ index: Int) {
    switch action {
    case .readTerm:
      answer(
        .termRead(
          stored: storedTerm, unused: storedTerm + 1, byteHeld: isHeld(storedTerm, besides: index)),
        index)
    case .lockTerm(let term):
      let isFree = !isHeld(term, besides: index)
      if isFree { tabs[index]?.locks.append(term) }
      answer(.termLocked(term, isFree), index)
    case .unlockTerm(let term): unlock(term, index)
    case .claim(let term, let over): claim(term, over: over, index)
    case .takeOffice(let term, let cause, _): takeOffice(term, cause, index)
    case .repairReign(let term): reign = Reign(term: term, leader: index + 1)
    case .beat:
      heartbeat &+= 1
      if storedLeader == index + 1, tabs[index]?.office == storedTerm { noteBeat() }
    case .drain(let term): answer(.drained(term), index)
    case .leaveOffice(let term, let next):
      successor = next
      if reign == Reign(term: term, leader: index + 1) { reign.leader = nil }
      tabs[index]?.office = nil
      unlock(term, index)
      poke()
    case .loseOffice(let term):
      tabs[index]?.office = nil
      unlock(term, index)
    case .askLeader, .reportBlocked: break
    }
  }

  private mutating func answer(_ input: Election.Input, _ index: Int) {
    // Answers come before everything else, as in the coordinator.
    tabs[index]?.inputs.insert(input, at: 0)
  }

  private mutating func unlock(_ term: UInt64, _ index: Int) {
    tabs[index]?.locks.removeAll { $0 == term }
  }

  private mutating func noteBeat() {
    longestSilence = max(longestSilence, now - beatAt)
    beatAt = now
  }

  // MARK: Taking office

  private mutating func claim(_ term: UInt64, over: UInt64, _ index: Int) {
    if isWriteLocked(besides: index) { return answer(.claimBlocked, index) }
    if flaw != .blindClaim, storedTerm != over { return answer(.claimBeaten, index) }
    let last = storedTerm
    if term <= last { accuse("P1", "term \(term) is claimed after term \(last)") }
    // Whoever beats all the time is no silent leader.
    if case .claiming(let claim) = tabs[index]?.election.phase, claim.cause == .silent, !hasNoise,
      storedLeader != 0, tabs[storedLeader - 1]?.office == storedTerm, storedLeader != index + 1
    {
      let silence = max(longestSilence, now - beatAt)
      if silence < Self.lease * 9 / 10 {
        accuse("P3", "tab \(index) deposes the leader of term \(last), which is not silent")
      }
    }
    (storedTerm, storedLeader) = (term, index + 1)
    (beatAt, longestSilence) = (now, 0)
    answer(.claimed(term), index)
  }

  private mutating func takeOffice(_ term: UInt64, _ cause: Election.Cause, _ index: Int) {
    if let other = reigns.first(where: { $0.term == term }), other.tab != index {
      accuse("P1", "tabs \(other.tab) and \(index) took office in term \(term)")
    }
    reigns.append((term, index))
    tabs[index]?.office = term
    successor = nil
    let ours = Reign(term: term, leader: index + 1)
    if reign.word < ours.word { reign = ours }
    var event = Event(kind: .leaderChanged)
    (event.term, event.commit, event.firstCommit, event.tab) = (term, commit, commit, index + 1)
    tabs[index]?.announcements.append(event)
    poke()
  }

  // MARK: Writing

  /// The leader (or who believes to be) begins a write: takes SQLite's lock, then checks the fence.
  mutating func begin(_ index: Int) {
    // What came before is announced before the next is written.
    guard let tab = tabs[index], !tab.isStopped, let term = tab.office, tab.transaction == nil,
      tab.announcements.isEmpty, !isWriteLocked(besides: index)
    else { return }
    guard flaw == .noFence || storedTerm == term && storedLeader == index + 1 else {
      tabs[index]?.inputs.append(.fenced(term))
      return
    }
    tabs[index]?.transaction = term
  }

  mutating func commitWrite(_ index: Int) {
    guard let tab = tabs[index], !tab.isStopped, let term = tab.transaction else { return }
    tabs[index]?.transaction = nil
    let (last, stored) = (lastTerm, storedTerm)
    if last > term { accuse("P2", "a commit of term \(term) after one of term \(last)") }
    if stored != term { accuse("P2", "a commit of term \(term) in term \(stored)") }
    lastTerm = term
    commit += 1
    var event = Event(kind: .dataChanged)
    (event.term, event.commit, event.firstCommit, event.tab) = (term, commit, commit, index + 1)
    tabs[index]?.announcements.append(event)
  }

  /// Dies with its place in the ring claimed and nothing in it.
  mutating func tear(_ index: Int) {
    guard let tab = tabs[index], !tab.isStopped, !tab.announcements.isEmpty else { return }
    ringWords.add(1, at: 0)
    crash(index)
  }

  // MARK: Listening

  /// Takes the next record of the ring; false when there is none.
  mutating func listen(_ tab: SimulatedTab) -> Bool {
    tab.listenAt = .max
    switch tab.reader.read(into: &payload, now: now) {
    case .empty: return false
    case .unfinished(let patience):
      tab.listenAt = now + patience
      return false
    case .missed: tellGap(tab)
    case .record(let number):
      if let event = EventRecord.decode(payload, sequence: number) {
        hear(event, tab)
      } else {
        tellGap(tab)
      }
    }
    return true
  }

  private func tellGap(_ tab: SimulatedTab) {
    tab.filter.missedSome(at: flaw == .forgivingReader ? .max : now)
    if flaw != .silentReader { readAll(tab) }
  }

  /// Who is told of a gap reads everything that is in the database by then.
  private func readAll(_ tab: SimulatedTab) {
    tab.told = max(tab.told, commit)
    tab.hasReadAll = true
  }

  private mutating func hear(_ event: Event, _ tab: SimulatedTab) {
    switch tab.filter.judge(event) {
    case .duplicate: return
    case .newAfter: readAll(tab)
    case .new: break
    }
    switch event.kind {
    case .leaderChanged where event.commit > tab.told:
      // A new leader says how far the database is.
      accuse("P6", "tab \(tab.index) never hears of \(event.commit)")
      tab.told = event.commit
    case .dataChanged:
      // (Noise may set the ring back; that is a gap first.)
      if event.commit <= tab.announced, !(hasNoise && tab.hasReadAll) {
        accuse("P6", "tab \(tab.index) is told twice of \(event.commit)")
      }
      if event.firstCommit > tab.told + 1 {
        accuse("P6", "tab \(tab.index) is told of \(event.commit) after \(tab.told)")
      }
      tab.announced = event.commit
      tab.told = max(tab.told, event.commit)
      tab.hasReadAll = false
    default: break
    }
  }
}
