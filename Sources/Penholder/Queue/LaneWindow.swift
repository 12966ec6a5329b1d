import PenholderCore
import SharedMemory

/// A tab's own picture of its lane: which requests lie in it, from the oldest that is not over to the
/// newest, and where. Under the queue's lock.
struct LaneWindow {
  let membership: Membership
  private let lane: RequestLane
  /// By number modulo the lane's entries.
  private var requests: [RequestQueue.Request?]
  /// Which of these are there: a request is large, and asked for often.
  private var isThere: [Bool]
  /// How many requests wait or are with the leader.
  private(set) var count = 0
  /// The words that each of them takes up, kept until all before it are over.
  private var rooms: [Int]
  private var roomStart = 0
  private var roomUsed = 0
  private var oldest: UInt64 = 1
  private var next: UInt64 = 1
  private var seenAnswers: UInt64

  /// Takes a lane over. What a dead tab has left in it that no leader has answered stays where it is,
  /// and is carried out; nobody waits for it, unless somebody asks for it by its key.
  init(_ membership: Membership) {
    self.membership = membership
    lane = membership.file.lane(membership.number)
    requests = Array(repeating: nil, count: lane.entries)
    isThere = Array(repeating: false, count: lane.entries)
    rooms = Array(repeating: 0, count: lane.entries)
    seenAnswers = lane.answers
    guard membership.file.isLaneUsed(membership.number), !adopt() else { return }
    // Noise: nothing in it can be believed.
    lane.clear()
    (next, oldest, roomStart, roomUsed) = (1, 1, 0, 0)
    requests = Array(repeating: nil, count: lane.entries)
    isThere = Array(repeating: false, count: lane.entries)
    count = 0
  }

  /// False when the lane makes no sense.
  private mutating func adopt() -> Bool {
    let marks = (0..<lane.entries).map { lane.mark(at: $0) }
    let newest = marks.map(\.number).max() ?? 0
    guard newest < RequestLane.Mark.highestNumber / 2 else { return false }
    next = newest + 1
    oldest = next
    let open = marks.indices.filter { [.waiting, .taken].contains(marks[$0].phase) }.sorted {
      marks[$0].number < marks[$1].number
    }
    guard let first = open.first else { return true }
    oldest = marks[first].number
    guard next - oldest <= UInt64(lane.entries) else { return false }
    roomStart = lane.offset(at: first)
    for (position, index) in open.enumerated() {
      guard lane.fits(marks[index], at: index), lane.offset(at: index) < lane.payloadWords else {
        return false
      }
      let content = lane.request(marks[index].number)
      // A leader that is about to answer writes over it.
      guard content != nil || marks[index].phase == .taken else { return false }
      self[marks[index].number] = RequestQueue.Request(adopted: content)
      // Up to where the one after it begins: what lay between them is over.
      let end =
        position + 1 < open.count
        ? lane.offset(at: open[position + 1])
        : lane.offset(at: index) + RequestLane.room(forBytes: lane.length(at: index))
      rooms[index] = (end - lane.offset(at: index) + lane.payloadWords) % lane.payloadWords
      roomUsed += rooms[index]
    }
    return roomUsed <= lane.payloadWords
  }

  // MARK: Looking

  /// Whether somebody waits for one of them.
  var isAwaited: Bool { requests.contains { $0?.waiter != nil } }

  /// Whether the lane says that there are answers that have not been read.
  mutating func hasNews() -> Bool {
    let answers = lane.answers
    defer { seenAnswers = answers }
    return answers != seenAnswers
  }

  /// The numbers of the requests, the oldest first.
  var numbers: [UInt64] { (oldest..<next).filter { isThere[place($0)] } }

  subscript(number: UInt64) -> RequestQueue.Request? {
    get { requests[place(number)] }
    set {
      let place = place(number)
      let isNow = newValue != nil
      if isThere[place] != isNow { count += isNow ? 1 : -1 }
      isThere[place] = isNow
      requests[place] = newValue
    }
  }

  private func place(_ number: UInt64) -> Int { Int(number % UInt64(lane.entries)) }

  func answer(to number: UInt64) -> RequestLane.Reading { lane.answer(to: number) }

  // MARK: In and out

  /// Puts a request into the lane; false when it is full.
  mutating func publish(_ request: RequestQueue.Request) -> Bool {
    let room = RequestLane.room(forBytes: request.bytes.count)
    guard next - oldest < UInt64(lane.entries), roomUsed + room <= lane.payloadWords else {
      return false
    }
    lane.publish(
      next, request.bytes, at: (roomStart + roomUsed) % lane.payloadWords,
      tag: RequestLane.Tag(
        high: request.key.high, low: request.key.low, number: request.key.number,
        origin: request.bornAt, flags: request.flags.rawValue))
    self[next] = request
    rooms[place(next)] = room
    roomUsed += room
    next += 1
    return true
  }

  /// Takes a request back; false when the leader has it, or has answered.
  mutating func withdraw(_ number: UInt64) -> Bool {
    guard lane.withdraw(number) else { return false }
    // A leader that put it back, or one before that, may have carried it out.
    if lane.wasTaken(number) { self[number]?.flags.insert(.mayBeKnown) }
    return true
  }

  /// Gives the room of what is over to what comes next, once all before it is over, too.
  mutating func free() {
    while oldest < next, !isThere[place(oldest)] {
      let index = place(oldest)
      roomStart = (roomStart + rooms[index]) % lane.payloadWords
      roomUsed -= rooms[index]
      rooms[index] = 0
      oldest += 1
    }
  }
}

extension RequestQueue.Request {
  /// A dead tab's, or what is left of it.
  fileprivate init(adopted content: RequestLane.Request?) {
    key = content.map { RequestKey($0.tag) } ?? RequestKey(high: 0, low: 0, number: 0)
    bornAt = content?.tag.origin ?? 0
    // A name's hash does not tell the name; whoever asks does.
    keyText = key.isNamed ? "" : key.text(bornAt: bornAt)
    bytes = content?.bytes ?? []
    digest = content?.digest ?? 0
    expectedChanges = RequestBody(bytes: bytes)?.expectedChanges
    flags = RequestFlags(rawValue: content?.tag.flags ?? 0)
    (ticket, submittedAt, deadline) = (0, 0, .max)
    waiter = nil
  }
}
