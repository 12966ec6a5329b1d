import PenholderCore
import SharedMemory

/// Takes requests from the lanes, for the leader of one term. On its thread.
struct LaneIntake {
  private let file: CoordinationFile
  private let stamp: UInt64
  /// For each tab the entries that may hold a request not seen yet, a bit each; by number, from 1.
  private var pending: [UInt64]
  /// The tabs with any, a bit each.
  private var news: [UInt64]
  /// Whose lane comes first: each group another's, so that all fare alike.
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

  /// Notes what has been announced since the last call. A few loads when nothing was.
  mutating func look() {
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

  /// How many tabs have something.
  var tabCount: Int { news.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether there is anything to look at.
  var isEmpty: Bool { news.allSatisfy { $0 == 0 } }

  /// Takes what waits, up to the limits of a group; inside its transaction.
  ///
  /// - Parameter sequence: the commit under way.
  mutating func take(into group: inout Group, at sequence: UInt64) {
    look()
    var bytes = 0
    let tabs = (0..<Layout.maximumTabs).lazy.map { [first] in ($0 + first) % Layout.maximumTabs + 1
    }
    first = (first + 1) % Layout.maximumTabs
    for tab in tabs where pending[tab] != 0 {
      take(from: tab, into: &group, &bytes, sequence)
      if pending[tab] == 0 { news[(tab - 1) / 64] &= ~(1 << UInt64((tab - 1) % 64)) }
    }
    takeOriginals(into: &group, &bytes, sequence)
  }

  private mutating func take(
    from tab: Int, into group: inout Group, _ bytes: inout Int, _ sequence: UInt64
  ) {
    let lane = file.lane(tab)
    // In the order in which the tab made them.
    let found = (0..<lane.entries).filter { pending[tab] & 1 << UInt64($0) != 0 }.map {
      (index: $0, mark: lane.mark(at: $0))
    }.sorted { $0.mark.number < $1.mark.number }
    for (index, mark) in found {
      if group.requests.count >= limit || bytes >= Self.byteLimit { return }
      pending[tab] &= ~(1 << UInt64(index))
      // A number that belongs elsewhere is noise.
      guard mark.number % UInt64(lane.entries) == UInt64(index) else { continue }
      take(mark, from: tab, lane, into: &group, &bytes, sequence)
    }
  }

  private func take(
    _ mark: RequestLane.Mark, from tab: Int, _ lane: RequestLane, into group: inout Group,
    _ bytes: inout Int, _ sequence: UInt64
  ) {
    // What a predecessor took it can answer no more: we have passed the fence.
    guard mark.phase == .waiting || mark.phase == .taken, lane.take(mark, stamp: stamp) else {
      return
    }
    let content = lane.request(mark.number)
    bytes += content?.bytes.count ?? 0
    lane.noteTaken(mark.number, at: sequence)
    group.requests.append(
      TakenRequest(tab: tab, number: mark.number, content, at: sequence))
  }

  /// When a tab asks for the outcome of another's request, or of an earlier one of its own that still
  /// waits, that one must be carried out first, or it would be carried out twice.
  private func takeOriginals(
    into group: inout Group, _ bytes: inout Int, _ sequence: UInt64
  ) {
    for request in group.requests where request.isAsked && !request.key.isNamed {
      for tab in 1...Layout.maximumTabs where file.isLaneUsed(tab) {
        let slot = file.slot(tab)
        guard slot.load(Layout.Slot.instanceHigh) == request.key.high,
          slot.load(Layout.Slot.instanceLow) == request.key.low
        else { continue }
        let lane = file.lane(tab)
        for index in 0..<lane.entries {
          let mark = lane.mark(at: index)
          if mark.phase == .waiting, lane.tag(at: index).number == request.key.number {
            take(mark, from: tab, lane, into: &group, &bytes, sequence)
          }
        }
      }
    }
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
