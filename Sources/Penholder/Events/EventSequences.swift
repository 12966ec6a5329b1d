import PenholderCore

/// Changes of the data, as they happen: one element for everything since the last one was taken.
/// Begins with its creation. One task at a time may iterate over it; it ends when the handle is
/// closed or the task is cancelled.
public struct Changes: AsyncSequence, Sendable {
  /// What is delivered.
  public typealias Element = Change
  /// It never fails.
  public typealias Failure = Never

  let inbox: Inbox<Change>
  let subscription: Subscription
  let window: Duration

  init(_ tab: Tab, tables: Set<String>) {
    let filter = TableFilter(tables)
    let inbox = Inbox<Change> { waiting, change in
      if waiting.isEmpty { waiting.append(change) } else { waiting[0].join(change) }
    }
    self.inbox = inbox
    window = tab.settings.changeWindow
    subscription = tab.subscribe(
      { event in
        guard event.announcesData else { return }
        let isWanted =
          event.kind == .gap || event.kind == .schemaChanged || filter.isTouched(by: event)
        if isWanted { inbox.send(Change(event)) }
      }, end: { inbox.finish() })
  }

  /// The one consumer's iterator.
  public func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

  /// Takes changes one after another.
  public struct Iterator: AsyncIteratorProtocol {
    /// It never fails.
    public typealias Failure = Never
    let sequence: Changes

    /// Waits for the next one; nil at the end.
    public mutating func next() async -> Change? {
      await next(isolation: nil)
    }

    /// Waits for the next one; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> Change? {
      guard var change = await sequence.inbox.take().first else { return nil }
      guard sequence.window > .zero else { return change }
      // Cancelled while collecting: what was collected is still delivered.
      try? await Task.sleep(for: sequence.window)
      for more in sequence.inbox.takeNow() { change.join(more) }
      return change
    }
  }
}

/// Every event, one by one, in order. A consumer that falls too far behind gets one gap.
/// Begins with its creation. One task at a time may iterate over it; it ends when the handle is
/// closed or the task is cancelled.
public struct Events: AsyncSequence, Sendable {
  /// What is delivered.
  public typealias Element = Event
  /// It never fails.
  public typealias Failure = Never

  /// How many events may wait for the consumer.
  public static let limit = 4096

  let inbox: Inbox<Event>
  let subscription: Subscription

  init(_ tab: Tab) {
    let inbox = Inbox<Event> { waiting, event in
      if waiting.count < Self.limit {
        waiting.append(event)
        return
      }
      var gap = Event(kind: .gap)
      gap.term = event.term
      gap.commit = event.commit
      gap.missed = waiting.reduce(1) { $0 &+ Swift.max($1.missed, 1) }
      gap.publishedAt = event.publishedAt
      waiting = [gap]
    }
    self.inbox = inbox
    subscription = tab.subscribe({ inbox.send($0) }, end: { inbox.finish() })
  }

  /// The one consumer's iterator.
  public func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

  /// Takes events one after another.
  public struct Iterator: AsyncIteratorProtocol {
    /// It never fails.
    public typealias Failure = Never
    let sequence: Events
    private var batch: ArraySlice<Event> = []

    init(sequence: Events) { self.sequence = sequence }

    /// Waits for the next one; nil at the end.
    public mutating func next() async -> Event? {
      await next(isolation: nil)
    }

    /// Waits for the next one; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> Event? {
      if batch.isEmpty { batch = await sequence.inbox.take()[...] }
      return batch.popFirst()
    }
  }
}

extension Tab {
  /// From now on: what has been published already is not delivered.
  func subscribe(
    _ handler: @escaping @Sendable (Event) -> Void, end: @escaping @Sendable () -> Void = {}
  ) -> Subscription {
    if isForked {
      end()
      return Subscription {}
    }
    let membership = membership
    let newest = membership.group.ring.newest
    return events.subscribe(
      after: .init(ring: membership.ringID, number: newest), handler, end: end)
  }
}
