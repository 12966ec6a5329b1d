import PenholderCore
import SharedMemory

/// Takes requests from the lanes, for the leader of one term. On its thread.
struct LaneIntake {
  private let file: CoordinationFile
  private let stamp: UInt64
  /// For each tab the entries that may hold a request not seen yet, a bit each; by number, from 1.
  private var pending: [UInt64]
  /// For each tab the number of the request that was taken from it last.
  private var latest: [UInt64]
  /// The tabs with any, a bit each.
  private var news: [UInt64]
  /// Whose lane comes first: each group another's. From 0.
  private var first = 0

  /// In one group; more wait for the next.
  static let requestLimit = 512
  static let byteLimit = 1 << 20
  /// How many the next group takes at most. A new leader begins small and doubles with every commit:
  /// however soon leaders die, each gets something done.
  private var limit = 16

  init(_ file: CoordinationFile, term: UInt64) {
    self.file = file
    stamp = term
    pending = Array(repeating: 0, count: Layout.maximumTabs + 1)
    latest = pending
    news = Array(repeating: 0, count: (Layout.maximumTabs + 63) / 64)
    // What a predecessor has taken and not answered, nobody announces again.
    lookAtEverything()
  }

  /// Looks at every entry of every lane that was ever used, at the next ``take(into:)``.
  mutating func lookAtEverything() {
    for tab in 1...Layout.maximumTabs where file.isLaneUsed(tab) { expect(tab, .max) }
  }

  private mutating func expect(_ tab: Int, _ entries: UInt64) {
    if entries == 0 { return }
    pending[tab] |= entries
    news[(tab - 1) / 64] |= 1 << UInt64((tab - 1) % 64)
  }

  /// Notes what has been announced since the last call. Only by who has passed the fence: what another
  /// notes, the leader would not hear of.
  private mutating func look() {
    for word in news.indices {
      guard file.header.load(Layout.Header.laneNews + word) != 0 else { continue }
      // Before the lanes' own words: what is announced later sets the bit again.
      var tabs = file.header.exchange(0, at: Layout.Header.laneNews + word)
      while tabs != 0 {
        let tab = word * 64 + tabs.trailingZeroBitCount + 1
        tabs &= tabs &- 1
        expect(tab, file.lane(tab).takePending())
      }
    }
  }

  private func announced(_ word: Int) -> UInt64 {
    news[word] | file.header.load(Layout.Header.laneNews + word)
  }

  /// How many tabs have something.
  var tabCount: Int { news.indices.reduce(0) { $0 + announced($1).nonzeroBitCount } }

  /// Whether there is anything to look at.
  var isEmpty: Bool { news.indices.allSatisfy { announced($0) == 0 } }

  /// Takes what waits, up to the limits of a group; inside its transaction. One of each tab in turn, so
  /// that all fare alike even if the group's time is up before its end.
  ///
  /// - Parameter sequence: the commit under way.
  mutating func take(into group: inout Group, at sequence: UInt64) {
    look()
    var bytes = 0
    var queues: [(tab: Int, lane: RequestLane, marks: ArraySlice<RequestLane.Mark>)] = []
    for offset in 0..<Layout.maximumTabs {
      let tab = (first + offset) % Layout.maximumTabs + 1
      if pending[tab] == 0 { continue }
      let lane = file.lane(tab)
      let marks = marks(in: lane, of: tab)
      if !marks.isEmpty { queues.append((tab, lane, marks[...])) }
    }
    // The next group begins with the tab behind the one that this group begins with.
    if let queue = queues.first { first = queue.tab % Layout.maximumTabs }
    while !queues.isEmpty, group.requests.count < limit, bytes < Self.byteLimit {
      for index in queues.indices where group.requests.count < limit {
        guard let mark = queues[index].marks.popFirst() else { continue }
        let (tab, lane) = (queues[index].tab, queues[index].lane)
        pending[tab] &= ~(1 << (mark.number % UInt64(lane.entries)))
        take(mark, from: tab, lane, into: &group, &bytes, sequence)
      }
      queues.removeAll { $0.marks.isEmpty }
    }
    for tab in 1...Layout.maximumTabs where pending[tab] == 0 {
      news[(tab - 1) / 64] &= ~(1 << UInt64((tab - 1) % 64))
    }
    takeOriginals(into: &group, &bytes, sequence)
  }

  /// What is pending in a lane, in the order in which the tab made it.
  private mutating func marks(
    in lane: RequestLane, of tab: Int
  ) -> [RequestLane.Mark] {
    var found: [RequestLane.Mark] = []
    for index in 0..<lane.entries where pending[tab] & 1 << UInt64(index) != 0 {
      let mark = lane.mark(at: index)
      if mark.isOpen && lane.fits(mark, at: index) {
        found.append(mark)
      } else {
        pending[tab] &= ~(1 << UInt64(index))
        if mark.isOpen { lane.dismiss(mark, at: index) }
      }
    }
    guard let lowest = found.map(\.number).min() else { return [] }
    // Their tab may have died, or somebody may have scribbled, before they were announced.
    var number = lowest
    while number > latest[tab] + 1, lowest - number < UInt64(lane.entries) - 1 {
      number -= 1
      let mark = lane.mark(of: number)
      if mark.isOpen && mark.number == number { found.append(mark) }
    }
    return found.sorted { $0.number < $1.number }
  }

  private mutating func take(
    _ mark: RequestLane.Mark, from tab: Int, _ lane: RequestLane, into group: inout Group,
    _ bytes: inout Int, _ sequence: UInt64
  ) {
    // What a predecessor took it can answer no more: we have passed the fence.
    guard lane.take(mark, stamp: stamp) else { return }
    let content = lane.request(mark.number)
    bytes += content?.bytes.count ?? 0
    if content != nil { latest[tab] = max(latest[tab], mark.number) }
    lane.noteTaken(mark.number, at: sequence)
    group.requests.append(
      TakenRequest(
        tab: tab, number: mark.number, content, wasTaken: mark.phase == .taken, at: sequence))
  }

  /// When a tab asks for the outcome of another's request, or of an earlier one of its own that still
  /// waits, that one must be carried out first, or it would be carried out twice.
  private mutating func takeOriginals(
    into group: inout Group, _ bytes: inout Int, _ sequence: UInt64
  ) {
    let asked = group.requests.filter { $0.isAsked && !$0.key.isNamed }.map(\.key)
    if asked.isEmpty { return }
    let keys = Set(asked)
    let taken = Set(group.requests.map { Place(tab: $0.tab, number: $0.number) })
    for tab in 1...Layout.maximumTabs where file.isLaneUsed(tab) {
      let lane = file.lane(tab)
      for index in 0..<lane.entries {
        let mark = lane.mark(at: index)
        guard mark.isOpen, lane.fits(mark, at: index),
          keys.contains(RequestKey(lane.tag(at: index))),
          !taken.contains(Place(tab: tab, number: mark.number))
        else { continue }
        take(mark, from: tab, lane, into: &group, &bytes, sequence)
      }
    }
  }

  private struct Place: Hashable {
    let tab: Int
    let number: UInt64
  }

  /// Puts back what could not be carried out now.
  mutating func putBack(_ request: TakenRequest) {
    let lane = file.lane(request.tab)
    lane.putBack(request.number, stamp: stamp)
    expect(request.tab, 1 << (request.number % UInt64(lane.entries)))
  }

  /// A group has been committed.
  mutating func grow() { limit = min(limit * 2, Self.requestLimit) }

  /// Writes the answers; ring the bell afterwards.
  func answer(_ requests: [TakenRequest]) {
    for (index, request) in requests.enumerated() {
      guard let answer = request.answer else { continue }
      if index == requests.count / 2 { KillPoint.reached(.halfAnswered) }
      file.lane(request.tab).answer(request.number, stamp: stamp, AnswerRecord.lane(answer))
    }
  }
}

extension RequestLane.Mark {
  /// Whether there is something to carry out.
  fileprivate var isOpen: Bool { phase == .waiting || phase == .taken }
}

extension RequestKey {
  /// As a lane carries it.
  init(_ tag: RequestLane.Tag) { self.init(high: tag.high, low: tag.low, number: tag.number) }
}
