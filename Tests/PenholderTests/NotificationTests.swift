import GRDB
import Testing

@testable import Penholder

@Suite("Notification")
struct NotificationTests {
  let folder = TestFolder()

  @Test("a follower is told of each commit, with table and row, and finds it in the database")
  func followerIsTold() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let follower = try await MultiTabDatabase.test(folder)
    var changes = follower.changes(in: ["note"]).makeAsyncIterator()
    for number in 1...20 {
      let id = try await leader.add("note \(number)")
      let change = try #require(await changes.next())
      #expect(change.changes == .tables(["note": .rows([id])]))
      #expect(change.tabs == [leader.number])
      #expect(!change.isGap)
      #expect(try await follower.notes().count == number)
    }
    await follower.close()
    #expect(await changes.next() == nil)
    await leader.close()
  }

  @Test("every commit is announced once, in order, to every tab including the writer's")
  func inOrder() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let follower = try await MultiTabDatabase.test(folder)
    let sequences = [leader.events(), follower.events()]
    for number in 1...100 { try await leader.add("\(number)") }
    for sequence in sequences {
      var commits: [UInt64] = []
      for await event in sequence where event.kind == .dataChanged {
        commits.append(event.commit)
        if commits.count == 100 { break }
      }
      #expect(commits == Array(2...101))
    }
    await follower.close()
    await leader.close()
  }

  @Test("changes of other tables are not delivered")
  func otherTables() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    try await leader.write { try $0.execute(sql: "CREATE TABLE other (id INTEGER PRIMARY KEY)") }
    var notes = leader.changes(in: ["NOTE"]).makeAsyncIterator()
    try await leader.write { try $0.execute(sql: "INSERT INTO other VALUES (1)") }
    try await leader.add("wanted")
    let change = try #require(await notes.next())
    #expect(change.commit == leader.commit)
    #expect(change.changes.touches(["note"]))
    #expect(!change.changes.touches(["other"]))
    await leader.close()
  }

  @Test("a change of the schema is announced as such")
  func schema() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    let follower = try await MultiTabDatabase.test(folder)
    let events = follower.events()
    try await leader.makeTable()
    for await event in events where event.announcesData {
      #expect(event.kind == .schemaChanged)
      break
    }
    await follower.close()
    await leader.close()
  }

  @Test("GRDB's observations refresh in a follower")
  func valueObservation() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let follower = try await MultiTabDatabase.test(folder)
    let observation = ValueObservation.tracking { db in
      try String.fetchAll(db, sql: "SELECT text FROM note ORDER BY id")
    }
    var values = observation.values(in: follower.reader).makeAsyncIterator()
    #expect(try await values.next() == [])
    try await leader.add("hello")
    // GRDB may deliver a value twice, never an older one after a newer.
    while let value = try await values.next(), value != ["hello"] { #expect(value == []) }
    await follower.close()
    await leader.close()
  }

  @Test("what arrives while the consumer is busy is joined into one change")
  func joined() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let changes = leader.changes(in: ["note"])
    let raw = leader.events()
    for number in 0..<50 { try await leader.add("\(number)") }
    // All have been delivered when the last has.
    for await event in raw where event.commit == 51 { break }
    var iterator = changes.makeAsyncIterator()
    let change = try #require(await iterator.next())
    #expect(change.commit == 51)
    #expect(change.events == 50)
    await leader.close()
  }

  @Test("within an announcement window commits are announced together, and none is missed")
  func announcementWindow() async throws {
    let leader = try await MultiTabDatabase.test(folder) { $0.announcementWindow = .seconds(3600) }
    try await leader.waitForLeadership()
    let follower = try await MultiTabDatabase.test(folder)
    let events = follower.events()
    // The first is announced at once; the others wait for the window's end, or the leader's.
    try await leader.makeTable()
    for number in 0..<40 { try await leader.add("\(number)") }
    await leader.close()
    var announced: [ClosedRange<UInt64>] = []
    for await event in events {
      #expect(event.kind != .gap)
      if event.announcesData { announced.append(event.firstCommit...event.commit) }
      if event.kind == .leaderChanged { break }
    }
    #expect(announced == [1...1, 2...41])
    await follower.close()
  }

  @Test("a commit of a foreign program is noticed by every tab")
  func foreignCommit() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let follower = try await MultiTabDatabase.test(folder)
    var ours = leader.changes(in: ["note"]).makeAsyncIterator()
    var theirs = follower.changes(in: ["note"]).makeAsyncIterator()
    let foreign = try DatabaseQueue(path: folder.database)
    try await foreign.write { try $0.execute(sql: "INSERT INTO note (text) VALUES ('foreign')") }
    #expect(await ours.next()?.tabs == [0])
    #expect(await theirs.next()?.tabs == [0])
    #expect(try await follower.notes() == ["foreign"])
    try foreign.close()
    await follower.close()
    await leader.close()
  }

  @Test("a new leader's precaution is nobody's commit")
  func precaution() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    let follower = try await MultiTabDatabase.test(folder)
    var changes = follower.changes().makeAsyncIterator()
    await leader.close()
    try await follower.waitForLeadership()
    let change = try #require(await changes.next())
    #expect(change.tabs == [] && !change.isGap)
    #expect(change.changes == .any && change.changesSchema)
    await follower.close()
  }

  @Test("a foreign commit is noticed even when nobody leads")
  func foreignCommitUnled() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let observer = try await MultiTabDatabase.test(folder) { $0.isObserver = true }
    await leader.close()
    let events = observer.events()
    let foreign = try DatabaseQueue(path: folder.database)
    // Whichever commit comes after the observer's first look is the one that is noticed.
    let writing = Task {
      while !Task.isCancelled {
        try await foreign.write {
          try $0.execute(sql: "INSERT INTO note (text) VALUES ('foreign')")
        }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    for await event in events where event.kind == .gap { break }
    writing.cancel()
    _ = await writing.result
    try foreign.close()
    await observer.close()
  }

  @Test("overriding the guard works in a follower, and is announced to all")
  func override() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let follower = try await MultiTabDatabase.test(folder)
    let events = leader.events()
    follower.allowNonLeaderWrites(true)
    try await follower.add("override")
    follower.allowNonLeaderWrites(false)
    await #expect(throws: PenholderError.self) { try await follower.add("no") }
    for await event in events where event.announcesData {
      #expect(event.tab == follower.number)
      break
    }
    #expect(follower.metrics.overrides == 1)
    try await leader.add("fenced in")
    #expect(try await leader.notes() == ["override", "fenced in"])
    await follower.close()
    await leader.close()
  }
}
