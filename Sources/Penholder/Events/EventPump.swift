import Foundation
import PenholderCore
import SharedMemory
import Synchronization

/// Reads the event ring on a thread of its own and hands every event on: to GRDB's observations, to
/// the subscribers, to the metrics, to the coordinator.
final class EventPump: Sendable {
  private let membership: Membership
  private let isStopped = Atomic<Bool>(false)
  private let noticed = Mutex<Event?>(nil)
  /// What was told last, once the thread has ended.
  private let told = Mutex(Told())
  private let ended = DispatchSemaphore(value: 0)

  /// How far the subscribers have been told.
  private struct Told {
    var term: UInt64 = 0
    var commit: UInt64 = 0
  }

  /// Nothing that was published since the entry is missed.
  ///
  /// - Parameter previous: the pump of another file, which has been stopped or will be. What it tells
  ///   comes first, then a gap: nobody knows what was published between the two.
  static func start(
    _ tab: Tab, _ entry: Membership.Entry, after previous: EventPump? = nil
  ) throws -> EventPump {
    let pump = EventPump(entry.membership)
    try PenholderError.wrap { () throws(SystemError) in
      try startThread(named: "pen-events") {
        var run = Run(tab: tab, entry)
        if let previous {
          previous.awaitEnd()
          if !pump.isStopped.load(ordering: .acquiring) {
            run.goOn(after: previous.told.withLock { $0 })
          }
        }
        defer { pump.end(run) }
        // Both are looked at behind the ticket: a ring after that ends the wait (see `Bell`).
        while run.turn(
          unless: { pump.isStopped.load(ordering: .acquiring) },
          noticed: { pump.noticed.withLock { $0.take() } })
        {}
      }
    }
    return pump
  }

  private init(_ membership: Membership) { self.membership = membership }

  /// Delivers an event that this tab has noticed by itself, after those that the ring holds now. A later
  /// one takes its place. Any thread.
  func tell(_ event: Event) {
    noticed.withLock { $0 = event }
    membership.file.bell.ring()
  }

  private func awaitEnd() {
    ended.wait()
    // For whoever waits next.
    ended.signal()
  }

  private func end(_ run: Run) {
    told.withLock { $0 = Told(term: run.newestTerm, commit: run.filter.known) }
    ended.signal()
  }

  /// Lets the thread end; does not wait for it.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    membership.file.bell.ring()
    // Whoever takes the place of this one waits for its end, and nobody rings here any more: the bell may
    // deny its sleeper (zeros, where the file was cut short).
    membership.file.bell.wakeDenied()
  }

  /// What only the thread touches.
  private struct Run {
    let tab: Tab
    let membership: Membership
    let metrics: TabMetrics
    var reader: RingReader
    var filter: CommitFilter
    var payload: [UInt64] = []
    var requests: UInt64
    /// Of an onlooker.
    var overhearing = Overhearing()
    /// The highest that a leader has announced.
    var newestTerm: UInt64 = 0
    /// Whether one has, in this file.
    var hasHeardOfLeader = false
    /// For GRDB's observations: everything of one turn at once.
    var foreign: TableChanges?

    init(tab: Tab, _ entry: Membership.Entry) {
      self.tab = tab
      membership = entry.membership
      reader = entry.reader
      metrics = TabMetrics(membership.file.metrics(membership.number))
      filter = CommitFilter(known: entry.commit)
      requests = membership.file.header.load(Layout.Header.requests)
    }

    /// The first word after another file's pump has had its last.
    mutating func goOn(after told: Told) {
      newestTerm = told.term
      filter = CommitFilter(known: max(filter.known, told.commit))
      tellGap(missed: 1)
    }

    /// Reads what there is, then sleeps until there is more. False at the end.
    mutating func turn(unless isStopped: () -> Bool, noticed: () -> Event?) -> Bool {
      let ticket = membership.group.bell.ticket()
      if isStopped() { return false }
      let noticed = noticed()
      var timeout: UInt64?
      reading: while true {
        switch reader.read(into: &payload, now: monotonicNow()) {
        case .empty:
          break reading
        case .unfinished(let nanoseconds):
          timeout = nanoseconds
          break reading
        case .missed(let count):
          tellGap(missed: count)
        case .record(let number):
          // Noise that passed the checksum: as if it had been lost.
          if let event = EventRecord.decode(payload, sequence: number) {
            receive(event)
          } else {
            tellGap(missed: 1)
          }
        }
      }
      // Nobody may have led in this file yet.
      if var noticed, noticed.term >= newestTerm || noticed.tab == 0 && !hasHeardOfLeader {
        noticed.term = max(noticed.term, newestTerm)
        newestTerm = noticed.term
        tab.events.deliver(noticed)
      }
      endTurn()
      tab.requests.collect(now: monotonicNow)
      if membership.group === membership.file {
        _ = membership.file.bell.wait(
          ticket, timeout: timeout, among: .init(tab: membership.number))
      } else {
        overhearing.wait(membership.group.bell, ticket, timeout: timeout)
      }
      return true
    }

    /// Who subscribed is told before GRDB's observations, whose news take another thread anyway.
    private mutating func receive(_ event: Event) {
      metrics.count(.eventsReceived)
      if event.kind == .leaderChanged {
        tab.send(.look)
        // Of a tab that was stopped before it could say so, and has been succeeded since.
        newestTerm = max(newestTerm, tab.leadingTerm ?? 0)
        if event.term < newestTerm { return }
        newestTerm = event.term
        hasHeardOfLeader = true
      }
      switch filter.judge(event) {
      case .duplicate: return
      case .new: break
      case .newAfter(let missed): deliverGap(missed: missed)
      }
      if event.kind == .leaderChanged {
        tab.setCommit(filter.known)
      } else {
        tab.noteCommit(filter.known)
      }
      let isForeign = event.announcesData && event.tab != membership.ownNumber
      // Before it is told: who is told may ask.
      if isForeign {
        let now = monotonicNow()
        metrics.record(now > event.publishedAt ? now - event.publishedAt : 0, in: .notification)
        metrics.count(.followerRefreshes)
      }
      if event.kind == .leaderChanged {
        if event.tab != 0 { metrics.count(.leadershipChanges) }
      }
      tab.events.deliver(event, at: .init(ring: membership.ringID, number: event.sequence))
      // The columns of a table may be others now.
      if isForeign { note(event.kind == .schemaChanged ? .any : event.changes) }
    }

    /// Of events; of commits it covers all that were made before.
    private mutating func tellGap(missed: UInt64) {
      filter.missedSome(at: monotonicNow())
      deliverGap(missed: missed)
    }

    private mutating func deliverGap(missed: UInt64) {
      metrics.count(.gaps)
      metrics.count(.eventsMissed, by: missed)
      var gap = Event(kind: .gap)
      gap.missed = missed
      gap.commit = filter.known
      gap.term = max(newestTerm, membership.group.reign.term)
      gap.publishedAt = monotonicNow()
      gap.changes = .any
      note(.any)
      tab.events.deliver(gap)
      // What was missed may have been a change of leader.
      tab.send(.look)
    }

    /// Who begins to observe later reads what is in the database already.
    private mutating func note(_ changes: @autoclosure () -> TableChanges) {
      guard tab.store.mayBeObserved.load(ordering: .relaxed) else { return }
      foreign = foreign.map { $0.union(changes()) } ?? changes()
    }

    private mutating func endTurn() {
      if let changes = foreign {
        tab.store.notifyObservers(of: changes)
        foreign = nil
      }
      let requests = membership.file.header.load(Layout.Header.requests)
      if requests != self.requests {
        self.requests = requests
        tab.send(.look)
      }
    }
  }
}
