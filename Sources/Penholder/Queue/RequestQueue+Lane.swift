import PenholderCore
import SharedMemory

// Into the lane, and out of it again. Under the lock.

extension RequestQueue.State {
  /// Gives a request its key and sends it, or joins one of the same key that is under way, or answers
  /// it from what is known.
  mutating func accept(
    _ draft: RequestQueue.Draft, _ instance: TabInstance
  ) -> [RequestQueue.Delivery] {
    let request = request(draft, instance)
    metrics.count(.queued)
    if request.flags.contains(.mayBeKnown), let known = answerFromHere(request) { return known }
    behind.append(request)
    send()
    return []
  }

  /// What is told of a request that is not even sent: with a key, it may have been carried out before.
  mutating func ended(
    _ draft: RequestQueue.Draft, _ instance: TabInstance, _ error: PenholderError
  ) -> any Error {
    draft.request.key == nil ? error : ended(request(draft, instance), error)
  }

  func ended(_ request: RequestQueue.Request, _ error: PenholderError) -> any Error {
    request.flags.contains(.mayBeKnown)
      ? RequestQueue.Uncertain(request: request, otherwise: error) : error
  }

  private mutating func request(
    _ draft: RequestQueue.Draft, _ instance: TabInstance
  ) -> RequestQueue.Request {
    var flags: RequestFlags = []
    let (key, bornAt): (RequestKey, UInt64)
    let text: String
    if let asked = draft.request.key {
      (key, bornAt) = RequestKey.parse(asked)
      text = asked
      flags = .mayBeKnown
    } else {
      (key, bornAt) = (RequestKey(instance, number: nextKey), draft.bornAt)
      text = key.text(bornAt: bornAt)
      nextKey += 1
    }
    return RequestQueue.Request(
      ticket: draft.ticket, key: key, keyText: text, bornAt: bornAt, bytes: draft.bytes,
      digest: RequestLane.digest(of: draft.bytes),
      expectedChanges: draft.request.expectedChanges, flags: flags,
      submittedAt: draft.submittedAt, deadline: draft.deadline, waiter: draft.waiter)
  }

  /// Nil when nothing is known here of the request's key.
  private mutating func answerFromHere(
    _ request: RequestQueue.Request
  ) -> [RequestQueue.Delivery]? {
    guard let waiter = request.waiter else { return nil }
    if let known = late[request.key] {
      guard known.digest == request.digest else { return [(waiter, .failure(Self.keyTaken))] }
      return [(waiter, known.result.map { $0.asReplayed(under: request.keyText) })]
    }
    // Whoever waited for it has gone: now somebody waits again.
    for number in window.numbers where window[number]?.key == request.key {
      // Which of two requests the key belongs to is for the database to say.
      guard window[number]?.digest == request.digest else { return nil }
      if window[number]?.waiter == nil {
        window[number] = window[number]?.awaited(by: request)
        return []
      }
    }
    return nil
  }

  private static let keyTaken = PenholderError.badRequest(
    "This key belongs to another request. A new request needs a key of its own.")

  /// Moves what is behind into the lane as far as there is room.
  mutating func send() {
    if behind.isEmpty { return }
    metrics.set(depth, for: .queueDepth)
    let (file, number) = (window.membership.file, window.membership.number)
    // Before anything is in it: a leader that starts now must not pass it over.
    file.useLane(of: number)
    let sent = behind.prefix { window.publish($0) }.count
    if sent == 0 { return }
    behind.removeFirst(sent)
    file.announceRequest(of: number)
  }

  /// How many requests wait or are with the leader.
  var depth: Int { window.count + behind.count }

  var metrics: TabMetrics {
    TabMetrics(window.membership.file.metrics(window.membership.number))
  }

  mutating func refill() {
    window.free()
    metrics.set(depth, for: .queueDepth)
    send()
  }

  /// Reads the answers that have come, and fills the room that they leave.
  mutating func collect(now: UInt64) -> [RequestQueue.Delivery] {
    var deliveries: [RequestQueue.Delivery] = []
    var unreadable: [RequestQueue.Request] = []
    for number in window.numbers {
      guard let request = window[number] else { continue }
      switch window.answer(to: number) {
      case .none: continue
      case .answer(let answer):
        window[number] = nil
        guard let reading = AnswerRecord.read(answer), !reading.isDamage else {
          unreadable.append(request)
          continue
        }
        let result = reading.result(for: request)
        metrics.record(now &- request.submittedAt, in: .queueWait)
        if case .failure = result { metrics.count(.rejections) }
        if reading.isReplayed { metrics.count(.replays) }
        if let waiter = request.waiter {
          deliveries.append((waiter, result))
        } else if reading.isLasting {
          keep(request, result)
        }
      case .damaged:
        window[number] = nil
        unreadable.append(request)
      case .lost:
        window[number] = nil
        // A leader may be about to carry out what was sent.
        unreadable.append(request)
        unreadable[unreadable.count - 1].isAtLarge = true
      }
    }
    again(unreadable)
    refill()
    return deliveries
  }

  /// What became of them cannot be read: the leader is asked, who carries out only what was not.
  private mutating func again(_ requests: [RequestQueue.Request]) {
    var resent: [RequestQueue.Request] = []
    // What nobody waits for is not sent again: whoever asked by its key meanwhile, and found it in no
    // lane and not in the database, has been told that it was not carried out, and so it must stay.
    for var request in requests where request.waiter != nil {
      request.damages += 1
      request.flags.insert(.mayBeKnown)
      // Somebody scribbles all the time: its time-out tells the truth.
      if request.damages > RequestQueue.damageLimit { request.deadline = 0 }
      resent.append(request)
    }
    behind.insert(contentsOf: resent, at: 0)
  }
}

extension RequestQueue.Request {
  /// The same, for somebody who asks for it now.
  fileprivate func awaited(by other: RequestQueue.Request) -> RequestQueue.Request {
    var awaited = self
    (awaited.waiter, awaited.deadline) = (other.waiter, other.deadline)
    // An adopted one did not know its name.
    awaited.keyText = other.keyText
    return awaited
  }
}
