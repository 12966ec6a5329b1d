import Foundation
import PenholderCore
import SharedMemory

@testable import Penholder

extension FuzzTarget {
  /// A coordination file with these words, as a tab finds it that joins, looks about and leaves.
  static func members(_ bytes: [UInt8]) throws {
    var input = FuzzInput(bytes)
    let file = CoordinationFile(path: "/nowhere-pen", mapped: try .inMemory(size: Layout.fileSize))
    let words = SharedWords(in: file.mapped, at: 0, count: Layout.totalWords)
    func scribble() {
      for _ in 0..<input.byte() % 16 {
        switch input.byte() % 4 {
        case 0: words.store(input.noise(), at: input.number(below: 64))
        case 1:
          words.store(
            input.noise(), at: Layout.slot(input.number(below: 4) + 1) + input.number(below: 8))
        case 2:
          words.store(
            input.noise(), at: Layout.metrics(1) + input.number(below: Layout.metricsWords))
        default: words.store(input.noise(), at: input.number(below: Layout.totalWords))
        }
      }
    }
    scribble()
    let tab = try Membership(in: file, instance: TabInstance(high: 1, low: 2), isObserver: false)
    try promise(tab.number == 1, "the first place is free and not taken")
    while !input.isEmpty {
      scribble()
      look(at: tab, in: file)
      if input.byte() & 1 == 1 { tab.ask() } else { tab.stopAsking() }
      file.publish(Event(kind: .tabJoined))
      tab.write([.occupied, .candidate])
    }
    // L3: whatever was scribbled, a tab's own word puts its slot right.
    let seen = tab.livingTabs().first { $0.number == 1 }
    try promise(
      seen?.pid == currentProcess() && seen?.joined == tab.joined, "the slot is not right")
    tab.leave()
  }

  private static func look(at tab: Membership, in file: CoordinationFile) {
    _ = (tab.livingTabs(), tab.nextInLine(), tab.successor, tab.candidatesAhead(leader: 3))
    if let (_, request) = tab.firstAsking() { tab.grant(request) }
    tab.sweepDeadTabs { _ in }
    let status = GroupStatus(of: file, database: "/nowhere")
    _ = (status.leader, status.total, file.isTermHeldElsewhere(file.reign.term), file.nonce)
    let metrics = TabMetrics(file.metrics(1))
    metrics.count(.commits)
    metrics.record(UInt64.max, in: .commit)
    _ = metrics.reading()
  }

  /// The lanes of a whole file, as a new leader and a new tab take them over.
  static func intake(_ bytes: [UInt8]) throws {
    var input = FuzzInput(bytes)
    let file = CoordinationFile(path: "/nowhere-pen", mapped: try .inMemory(size: Layout.fileSize))
    let tab = try Membership(in: file, instance: TabInstance(high: 1, low: 2), isObserver: false)
    let lane = file.lane(1)
    // Whole requests first, so that noise meets something.
    for number in 1...UInt64(input.byte() % 8 + 1) {
      let content = RequestBody(statements: [.init(sql: "SELECT 1")]).bytes
      let tag = RequestLane.Tag(high: 1, low: 2, number: number, origin: 0, flags: input.byte() & 1)
      lane.publish(number, content, at: Int(number) * 32, tag: tag)
    }
    for number in [1, 2, 3] { file.useLane(of: number) }
    var intake = LaneIntake(file, term: 3)
    let words = SharedWords(in: file.mapped, at: 0, count: Layout.totalWords)
    var commit: UInt64 = 5
    repeat {
      for _ in 0..<input.byte() % 8 {
        let place = input.number(below: RequestLane.headWords + RequestLane.entryWords * 10)
        words.store(input.noise(), at: Layout.lane(input.number(below: 3) + 1) + place)
      }
      if input.byte() & 1 == 1 { file.announceRequest(of: input.number(below: 128) + 1) }
      var group = Group()
      intake.take(into: &group, at: commit)
      try promise(group.requests.count <= LaneIntake.requestLimit + 3 * 64, "a group too large")
      if input.byte() & 1 == 1, let first = group.requests.first { intake.putBack(first) }
      for index in group.requests.indices where group.requests[index].answer == nil {
        group.requests[index].answer = TakenRequest.Answer(
          result: .done(changes: 1, lastRowID: nil), isNew: true)
      }
      intake.answer(group.requests)
      commit += 1
    } while !input.isEmpty
    // A tab that takes the lane over, believing or clearing it.
    var window = LaneWindow(tab)
    for number in window.numbers { _ = (window.answer(to: number), window.withdraw(number)) }
    window.free()
    _ = (window.hasNews(), window.count, window.isAwaited)
  }

  /// A whole file beside a database, opened as the library opens it. It is used, or replaced by one
  /// that can be, or refused with an error of the library's own.
  static func opening(_ bytes: [UInt8]) throws {
    var input = FuzzInput(bytes)
    let folder = FileManager.default.temporaryDirectory.path + "/penholder-fuzz-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let database = folder + "/d"
    if !FileManager.default.fileExists(atPath: database) {
      _ = FileManager.default.createFile(atPath: database, contents: Data())
    }
    guard let attributes = try MappedFile.attributes(of: database) else { return }
    let path = database + CoordinationFile.suffix
    if input.byte() & 7 == 0 { try? FileManager.default.removeItem(atPath: path) }
    let first = try CoordinationFile.open(
      besides: database, database: attributes, storedNonce: nil)
    for _ in 0..<input.byte() % 8 {
      first.header.store(input.noise(), at: input.number(below: 32))
    }
    if input.byte() & 15 == 1, let handle = FileHandle(forUpdatingAtPath: path) {
      try handle.truncate(atOffset: UInt64(input.number(below: Layout.fileSize + 8192)))
      try handle.close()
    }
    let nonce = input.byte() & 1 == 1 ? first.nonce : TabInstance(high: input.noise(), low: 1)
    _ = try CoordinationFile.openForReading(besides: database, database: attributes)
    let file = try CoordinationFile.open(
      besides: database, database: attributes, storedNonce: nonce)
    let h = file.header
    try promise(
      file.isCurrent() && h.load(Layout.Header.magic) == Layout.magic
        && h.load(Layout.Header.version) == Layout.version
        && file.mapped.attributes.size == Layout.fileSize, "a file that is none was taken")
    try promise(
      h.load(Layout.Header.databaseInode) == attributes.identity.inode, "another database's file")
  }
}
