import PenholderCore
import SharedMemory
import Synchronization

/// Reads the event ring on a thread of its own and hands every event on: to GRDB's observations, to
/// the subscribers, to the metrics, to the coordinator.
final class EventPump: Sendable {
  private let membership: Membership
  private let isStopped = Atomic<Bool>(false)

  /// Nothing that was published since the entry is missed.
  static func start(_ tab: Tab, _ entry: Membership.Entry) -> EventPump {
    let pump = EventPump(entry.membership)
    startThread(named: "pen-events") {
      var run = Run(tab: tab, entry)
      while !pump.isStopped.load(ordering: .acquiring) { run.turn() }
    }
    return pump
  }

  private init(_ membership: Membership) { self.membership = membership }

  /// Lets the thread end; does not wait for it.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    membership.file.bell.ring()
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
    /// For GRDB's observations: everything of one turn at once.
    var foreign: TableChanges?
    var foreignSchema = false

    init(tab: Tab, _ entry: Membership.Entry) {
      self.tab = tab
      membership = entry.membership
      reader = entry.reader
      metrics = TabMetrics(membership.file.metrics(membership.number))
      filter = CommitFilter(known: entry.commit)
      requests = membership.file.header.load(Layout.Header.requests)
    }

    /// Reads what there is, then sleeps until there is more.
    mutating func turn() {
      let ticket = membership.file.bell.ticket()
      var timeout: UInt64?
      reading: while true {
        switch reader.read(into: &payload, now: monotonicNow()) {
        case .empty:
          break reading
        case .unfinished(let nanoseconds):
          timeout = nanoseconds
          break reading
        case .missed(let count):
          deliverGap(missed: count)
        case .record(let number):
          // Noise that passed the checksum: as if it had been lost.
          if let event = EventRecord.decode(payload, sequence: number) {
            receive(event)
          } else {
            deliverGap(missed: 1)
          }
        }
      }
      endTurn()
      _ = membership.file.bell.wait(ticket, timeout: timeout)
    }

    private mutating func receive(_ event: Event) {
      metrics.count(.eventsReceived)
      switch filter.judge(event) {
      case .duplicate: return
      case .new: break
      case .newAfter(let missed): deliverGap(missed: missed)
      }
      let isOurs = event.tab == membership.number
      if event.announcesData && !isOurs {
        let now = monotonicNow()
        metrics.record(now > event.publishedAt ? now - event.publishedAt : 0, in: .notification)
        metrics.count(.followerRefreshes)
        note(event.changes, schema: event.kind == .schemaChanged)
      }
      if event.kind == .leaderChanged {
        if event.tab != 0 { metrics.count(.leadershipChanges) }
        tab.send(.look)
      }
      tab.events.deliver(event, number: event.sequence)
    }

    private mutating func deliverGap(missed: UInt64) {
      metrics.count(.gaps)
      metrics.count(.eventsMissed, by: missed)
      var gap = Event(kind: .gap)
      gap.missed = missed
      gap.commit = membership.file.header.load(Layout.Header.commit)
      gap.term = membership.file.reign.term
      gap.publishedAt = monotonicNow()
      gap.changes = .any
      note(.any, schema: true)
      tab.events.deliver(gap)
      // What was missed may have been a change of leader.
      tab.send(.look)
    }

    private mutating func note(_ changes: TableChanges, schema: Bool) {
      foreign = foreign.map { $0.union(changes) } ?? changes
      foreignSchema = foreignSchema || schema
    }

    private mutating func endTurn() {
      if let changes = foreign {
        tab.store.notifyObservers(of: changes, schema: foreignSchema)
        foreign = nil
        foreignSchema = false
      }
      let requests = membership.file.header.load(Layout.Header.requests)
      if requests != self.requests {
        self.requests = requests
        tab.send(.look)
      }
    }
  }
}
