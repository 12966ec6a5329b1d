import PenholderCore
import SharedMemory

// How requests end that are not answered: overdue, withdrawn, left behind. Under the lock.

extension RequestQueue.State {
  /// Ends what is overdue: what the leader does not have was not carried out; of what it has, nothing
  /// is known.
  mutating func expire(now: UInt64, awaited: String) -> [RequestQueue.Delivery] {
    var deliveries = withdraw(because: .timedOut(waitingFor: awaited)) {
      $0.deadline <= now
    }
    for number in window.numbers {
      guard let request = window[number], let waiter = request.waiter, request.deadline <= now
      else { continue }
      window[number]?.waiter = nil
      deliveries.append(
        (waiter, .failure(PenholderError.outcomeUnknown(key: request.keyText))))
    }
    metrics.count(.timeouts, by: deliveries.count)
    let waited = window.numbers.compactMap { window[$0] }.filter { $0.waiter != nil }.map(
      \.deadline)
    alarm = (waited + behind.map(\.deadline)).min() ?? .max
    return deliveries
  }

  /// Withdraws what the leader does not have.
  mutating func withdraw(
    because error: PenholderError, _ isMeant: (RequestQueue.Request) -> Bool
  ) -> [RequestQueue.Delivery] {
    var deliveries: [RequestQueue.Delivery] = []
    for number in window.numbers {
      guard let request = window[number], isMeant(request) else { continue }
      KillPoint.reached(.withdrawing)
      guard window.withdraw(number) else { continue }
      KillPoint.reached(.withdrawn)
      let withdrawn = window[number] ?? request
      window[number] = nil
      if let waiter = request.waiter {
        deliveries.append((waiter, .failure(ended(withdrawn, error))))
      }
    }
    for request in behind where isMeant(request) {
      if let waiter = request.waiter {
        deliveries.append((waiter, .failure(ended(request, error))))
      }
    }
    behind.removeAll(where: isMeant)
    refill()
    return deliveries
  }

  /// The tab ends, and the leader has not answered.
  mutating func abandon() -> [RequestQueue.Delivery] {
    let waiting = window.numbers.compactMap { window[$0] } + behind
    for number in window.numbers { window[number]?.waiter = nil }
    behind = []
    return waiting.compactMap { request in
      request.waiter.map {
        ($0, .failure(PenholderError.outcomeUnknown(key: request.keyText)))
      }
    }
  }

  /// What is under way is sent again in another file. What the old file's leader has taken it may have
  /// carried out, or may carry out still, until the database names the new file: from then on it is
  /// fenced, and what it has done can be found (see ``Store/find(_:bornAt:nonce:)``).
  ///
  /// What nobody waits for stays behind: a dead tab's requests, above all. In the new file somebody may
  /// have asked for one by its key already, and been told that it was not carried out.
  mutating func move(
    to membership: Membership, now: UInt64
  ) -> [RequestQueue.Delivery] {
    let deliveries = collect(now: now)
    var open: [RequestQueue.Request] = []
    for number in window.numbers {
      guard var request = window[number] else { continue }
      if window.withdraw(number) {
        request = window[number] ?? request
      } else {
        request.flags.insert(.mayBeKnown)
      }
      if request.waiter != nil { open.append(request) }
    }
    window = LaneWindow(membership)
    behind = open + behind.filter { $0.waiter != nil }
    send()
    return deliveries
  }
}
