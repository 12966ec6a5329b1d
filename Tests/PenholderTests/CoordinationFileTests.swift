import Foundation
import GRDB
import PenholderCore
import SharedMemory
import Testing

@testable import Penholder

/// The coordination file is not trusted: whatever stands in its place or in its bytes, the group
/// comes together, writes are fenced, and nothing is lost.
@Suite("Coordination file")
struct CoordinationFileTests {
  let folder = TestFolder()
  var file: String { folder.database + "-pen" }

  /// A database with one note and nobody at it.
  func prepare() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    try await db.add("kept")
    await db.close()
  }

  /// That database and two tabs, of which the first leads.
  func livingTabs() async throws -> [MultiTabDatabase] {
    try await prepare()
    let tabs = [try await MultiTabDatabase.test(folder), try await MultiTabDatabase.test(folder)]
    try await tabs[0].waitForLeadership()
    return tabs
  }

  func expectUsable(afterTerm term: UInt64) async throws {
    let db = try await MultiTabDatabase.test(folder)
    #expect(try await db.waitForLeadership() > term)
    try await db.add("new")
    #expect(try await db.notes() == ["kept", "new"])
    let other = try await MultiTabDatabase.test(folder)
    #expect(other.leaderInfo.leader?.tab == db.number)
    await other.close()
    await db.close()
  }

  @Test("it has the database's mode, never a wider one")
  func mode() async throws {
    #expect(FileManager.default.createFile(atPath: folder.database, contents: Data()))
    #expect(unsafe chmod(folder.database, 0o600) == 0)
    try await prepare()
    #expect(try MappedFile.attributes(of: file)?.mode == 0o600)
  }

  @Test("removed while nobody is there, it is made again, and terms go on")
  func removed() async throws {
    try await prepare()
    try FileManager.default.removeItem(atPath: file)
    try await expectUsable(afterTerm: 1)
  }

  @Test("who finds no file of this boot begins a block of terms; who comes after goes on in it")
  func block() async throws {
    try await prepare()
    try FileManager.default.removeItem(atPath: file)
    for term in TermBlock.size...TermBlock.size + 2 {
      let db = try await MultiTabDatabase.test(folder)
      #expect(try await db.waitForLeadership() == term)
      await db.close()
    }
  }

  @Test("an older copy of it, put in its place under a living tab, is not believed")
  func olderCopy() async throws {
    // A copy has the right nonce, and requests may wait in it that have been carried out since.
    try await prepare()
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    let copy = folder.path + "/copy"
    try FileManager.default.copyItem(atPath: file, toPath: copy)
    let database = try #require(try MappedFile.attributes(of: folder.database))
    guard case .usable = try CoordinationFile.examine(file, database: database),
      case .refused = try CoordinationFile.examine(copy, database: database)
    else {
      Issue.record("the copy is believed, or the file itself is not")
      return
    }
    try await db.add("new")
    let events = db.events()
    #expect(unsafe rename(copy, file) == 0)
    // They meet in a new one.
    for await event in events where event.kind == .gap { break }
    let other = try await MultiTabDatabase.test(folder)
    if case .notGranted = try await other.requestLeadership(timeout: .seconds(60)) {
      Issue.record("not granted")
    }
    #expect(try await other.notes() == ["kept", "new"])
    await other.close()
    await db.close()
  }

  @Test("a folder in its place is a clear error")
  func folderInPlace() async throws {
    try await prepare()
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
    let error = await #expect(throws: PenholderError.self) {
      try await MultiTabDatabase.test(folder)
    }
    #expect(error?.code == "IO_ERROR")
  }

  @Test("a newer version's file with living tabs is refused, not replaced")
  func newerVersion() async throws {
    try await prepare()
    let mapped = try MappedFile.open(file, size: Layout.fileSize, writable: true)
    SharedWords(in: mapped, at: 0, count: 8).store(99, at: Layout.Header.version)
    #expect(try mapped.tryLock(at: Layout.tabByte(3)))
    let error = await #expect(throws: PenholderError.self) {
      try await MultiTabDatabase.test(folder)
    }
    #expect(error?.code == "INCOMPATIBLE_FILE")
  }

  @Test(
    "removed under living tabs: they meet in a new one, are told by a gap, and one leads",
    .timeLimit(.minutes(3)))
  func removedUnderTabs() async throws {
    let tabs = try await livingTabs()
    let events = tabs.map { $0.events() }
    try FileManager.default.removeItem(atPath: file)
    for sequence in events { for await event in sequence where event.kind == .gap { break } }
    let term: UInt64
    switch try await tabs[1].requestLeadership(timeout: .seconds(60)) {
    case .granted(let granted), .alreadyLeading(let granted): term = granted
    case .notGranted(let leader):
      Issue.record("not granted by \(String(describing: leader))")
      return
    }
    #expect(term > 2)
    let changes = tabs[0].changes(in: ["note"])
    try await tabs[1].add("new")
    for await change in changes where change.changes.touches(["note"]) && !change.isGap {
      break
    }
    #expect(try await tabs[0].notes() == ["kept", "new"])
    for tab in tabs { await tab.close() }
  }

  @Test(
    "emptied under living tabs, by whoever cut it short and somebody who gave it its length back: they leave it",
    .timeLimit(.minutes(3)))
  func emptied() async throws {
    let tabs = try await livingTabs()
    let events = tabs.map { $0.events() }
    let old = try MappedFile.open(file, size: Layout.fileSize, writable: true)
    let words = SharedWords(in: old, at: 0, count: Layout.totalWords)
    for word in 0..<Layout.totalWords { words.store(0, at: word) }
    for sequence in events { for await event in sequence where event.kind == .gap { break } }
    #expect(try MappedFile.attributes(of: file)?.identity != old.attributes.identity)
    let changes = tabs.map { $0.changes(in: ["note"]) }
    for (number, tab) in tabs.enumerated() {
      try await tab.queueWrite(.note("\(number)"), timeout: .seconds(60))
      for (index, sequence) in changes.enumerated() {
        for await _ in sequence where try await tabs[index].notes().contains("\(number)") { break }
      }
    }
    for tab in tabs { #expect(try await tab.notes() == ["kept", "0", "1"]) }
    for tab in tabs { await tab.close() }
  }

  @Test("a writer that begins for the file that its tab has left leads nobody back there")
  func lateWriter() async throws {
    try await prepare()
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    let left = db.tab.membership
    let events = db.events()
    try FileManager.default.removeItem(atPath: file)
    for await event in events where event.kind == .gap { break }
    try await db.queueWrite(.note("before"))
    let term = try #require(db.tab.leadingTerm)
    // As if its thread had not come to run before.
    let late = try Committer.start(db.tab, left, term: term)
    // What the tab has given it before is carried out all the same.
    _ = try await withCheckedThrowingContinuation { carriedOut in
      let write = LocalWrite(submittedAt: monotonicNow()) { db in
        try db.execute(sql: "INSERT INTO note (text) VALUES ('own')")
      } finish: {
        carriedOut.resume(with: $0)
      }
      #expect(late.submit(write))
    }
    late.stop()
    try await db.queueWrite(.note("after"), timeout: .seconds(60))
    #expect(try await db.notes() == ["kept", "before", "own", "after"])
    await db.close()
  }

  @Test(
    "who subscribes at the very gap that a new file brings is told of what comes after it",
    .timeLimit(.minutes(3)))
  func subscribedAtTheGap() async throws {
    // The old file has numbered more events than the new one will: their numbers must not be compared.
    let tabs = try await livingTabs()
    // By whoever leads: on a busy machine that may change at any time.
    for _ in 0..<30 { try await tabs[0].queueWrite(.note("old"), timeout: .seconds(60)) }
    for round in 0..<3 {
      let (gaps, said) = AsyncStream<(tab: Int, changes: Changes)>.makeStream()
      // On the thread that tells, while the tab is on its way from one file to the other.
      let subscriptions = tabs.enumerated().map { index, tab in
        tab.onEvent { if $0.kind == .gap { said.yield((index, tab.changes(in: ["note"]))) } }
      }
      try FileManager.default.removeItem(atPath: file)
      var listening: [Int: Changes] = [:]
      for await (index, changes) in gaps {
        listening[index] = listening[index] ?? changes
        if listening.count == 2 { break }
      }
      for subscription in subscriptions { subscription.cancel() }
      let text = "new \(round)"
      try await tabs[round % 2].queueWrite(.note(text), timeout: .seconds(60))
      // As often as they are told, they look; who is not told of this one looks no more.
      for (index, changes) in listening {
        for await _ in changes where try await tabs[index].notes().contains(text) { break }
      }
    }
    for tab in tabs { await tab.close() }
  }

  @Test("noise in the header under living tabs deposes nobody for good and loses nothing")
  func noiseUnderTabs() async throws {
    try await prepare()
    let tabs = [
      try await MultiTabDatabase.test(folder) { $0.lease = .milliseconds(300) },
      try await MultiTabDatabase.test(folder) { $0.lease = .milliseconds(300) },
    ]
    let mapped = try MappedFile.open(file, size: Layout.fileSize, writable: true)
    let words = SharedWords(in: mapped, at: 0, count: Layout.totalWords)
    var random = SystemRandomNumberGenerator()
    var expected = ["kept"]
    for round in 0..<20 {
      // Everything that is written while the tabs live: not what identifies the file.
      for word in 16..<Layout.headerWords where Bool.random() {
        words.store(random.next(), at: word)
      }
      for word in Layout.slotsStart..<Layout.ringStart where Bool.random() {
        words.store(random.next(), at: word)
      }
      for tab in tabs {
        let outcome = try await tab.requestLeadership(timeout: .seconds(60))
        if case .notGranted = outcome { Issue.record("round \(round): \(outcome)") }
        do {
          try await tab.add("\(round)")
          expected.append("\(round)")
        } catch PenholderError.leadershipLost, PenholderError.notLeader {
          // Noise may well make the other one stand; then nothing was written.
        }
      }
    }
    #expect(try await tabs[0].notes() == expected)
    for tab in tabs { await tab.close() }
    let check = try DatabaseQueue(path: folder.database)
    let answer = try await check.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
    #expect(answer == "ok")
  }

  @Test("noise in any word that identifies the file keeps no request waiting, and is put right")
  func noisyIdentity() async throws {
    let tabs = try await livingTabs()
    let header = tabs[1].tab.membership.file.header
    for word in 0..<Layout.Header.identityWords {
      let right = header.load(word)
      header.store(right ^ 1 << 63, at: word)
      try await tabs[1].queueWrite(.note("\(word)"), timeout: .seconds(60))
      // At the leader's next tick; without that, no end.
      while header.load(word) != right { try await Task.sleep(for: .milliseconds(1)) }
    }
    let notes = ["kept"] + (0..<Layout.Header.identityWords).map(String.init)
    for tab in tabs { #expect(try await tab.notes() == notes) }
    for tab in tabs { await tab.close() }
  }

  @Test("noise in the commit number and in the metrics makes nobody deaf and nothing trap")
  func noisyNumbers() async throws {
    try await prepare()
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    let second = try await MultiTabDatabase.test(folder)
    first.tab.membership.file.header.store(1 << 60, at: Layout.Header.commit)
    for number in [first.number, second.number] {
      let metrics = first.tab.membership.file.metrics(number)
      for word in 0..<metrics.count { metrics.store(.max, at: word) }
    }
    #expect(second.metrics.commitLatency.count > 0)
    let outcome = try await second.requestLeadership(timeout: .seconds(60))
    #expect(outcome == .granted(term: 3))
    let events = first.events()
    for number in 0..<3 { try await second.add("\(number)") }
    var commits: [UInt64] = []
    for await event in events where event.kind == .dataChanged {
      commits.append(event.commit)
      if commits.count == 3 { break }
    }
    #expect(commits == [3, 4, 5])
    await second.close()
    await first.close()
  }

  @Test("more tabs than there are places: a clear error, and a place again when one leaves")
  func tooMany() async throws {
    try await prepare()
    let mapped = try MappedFile.open(file, size: Layout.fileSize, writable: true)
    for number in 2...Layout.maximumTabs {
      #expect(try mapped.tryLock(at: Layout.tabByte(number)))
    }
    let db = try await MultiTabDatabase.test(folder)
    await #expect(throws: PenholderError.tooManyTabs(limit: Layout.maximumTabs)) {
      try await MultiTabDatabase.test(folder)
    }
    try mapped.unlock(at: Layout.tabByte(77))
    let other = try await MultiTabDatabase.test(folder)
    #expect(other.number == 77)
    await other.close()
    await db.close()
  }
}
