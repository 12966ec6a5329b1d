import PenholderCore
import TestSupport
import Testing

@Suite("Event records", .ownThread)
struct EventRecordTests {
  func event(_ changes: TableChanges) -> Event {
    var event = Event(kind: .dataChanged)
    event.sequence = 7
    event.term = 3
    event.commit = 42
    event.firstCommit = 40
    event.tab = 5
    event.publishedAt = 123_456_789
    event.changes = changes
    return event
  }

  @Test(
    "what is encoded is decoded",
    arguments: [
      TableChanges.none, .any, .tables(["note": .any]),
      .tables(["note": .rows([1, -1, .max, .min]), "größe": .rows([])]),
    ])
  func roundTrip(changes: TableChanges) {
    let event = event(changes)
    #expect(EventRecord.decode(EventRecord.encode(event, limit: 61), sequence: 7) == event)
  }

  @Test("a new leader's precaution is no commit of a foreign program")
  func precaution() {
    var precaution = event(.any)
    precaution.isPrecaution = true
    let decoded = EventRecord.decode(EventRecord.encode(precaution, limit: 61), sequence: 7)
    #expect(decoded == precaution)
    #expect(decoded != event(.any))
  }

  // The filter reads the record's bytes, `touches` the tables that they are made into.
  @Test(
    "a filter says of a record what it says of its tables",
    arguments: [
      TableChanges.none, .any, .tables(["note": .rows([1, 300, -7])]),
      .tables(["Note": .any, "other": .rows([])]), .tables(["größe": .any, "note2": .any]),
    ])
  func filter(changes: TableChanges) throws {
    let words = EventRecord.encode(event(changes), limit: 61)
    let read = try #require(EventRecord.decode(words, sequence: 7))
    for names: Set<String> in [
      [], ["note"], ["NOTE"], ["note", "x"], ["not"], ["other"], ["größe"], ["GRÖSSE", "note2"],
    ] {
      #expect(TableFilter(names).isTouched(by: read) == changes.touches(names), "\(names)")
    }
    #expect(read.changes == changes)
  }

  @Test("what does not fit is told less exactly, never wrongly")
  func tooLarge() throws {
    let rows = RowChanges.rows(Set((0..<64).map { $0 << 40 }))
    let three = event(.tables(["a": rows, "b": rows, "c": rows]))
    let decoded = try #require(
      EventRecord.decode(EventRecord.encode(three, limit: 61), sequence: 7))
    #expect(decoded.changes == .tables(["a": .any, "b": .any, "c": .any]))
    let many = event(
      .tables(Dictionary(uniqueKeysWithValues: (0..<99).map { ("table\($0)", rows) })))
    #expect(EventRecord.decode(EventRecord.encode(many, limit: 61), sequence: 7)?.changes == .any)
    let long = event(.tables([String(repeating: "x", count: 300): .any]))
    #expect(EventRecord.decode(EventRecord.encode(long, limit: 61), sequence: 7)?.changes == .any)
  }

  @Test("random words are refused or decoded, and never trap")
  func noise() {
    var random = Seeded(seed: 1)
    var decoded = 0
    for _ in 0..<100_000 {
      var words = (0..<Int.random(in: 0...61, using: &random)).map { _ in random.next() }
      // Give the noise a chance to come past the first checks.
      if !words.isEmpty && Bool.random(using: &random) {
        words[0] = words[0] & 0x0000_01FF_0003_0107 | 1
        if words.count > 3 { words[3] = words[2] }
      }
      if EventRecord.decode(words, sequence: 1) != nil { decoded += 1 }
    }
    #expect(decoded > 0)
  }

  @Test("a changed bit is noticed or harmless: decoding never traps")
  func flippedBits() {
    let words = EventRecord.encode(event(.tables(["note": .rows([1, 2, 3])])), limit: 61)
    for bit in 0..<words.count * 64 {
      var flipped = words
      flipped[bit / 64] ^= 1 << UInt64(bit % 64)
      _ = EventRecord.decode(flipped, sequence: 7)
    }
  }
}

@Suite("Judging announcements")
struct CommitFilterTests {
  func commit(
    _ number: UInt64, from first: UInt64? = nil, tab: Int = 1, term: UInt64 = 0, at time: UInt64 = 0
  ) -> Event {
    var event = Event(kind: .dataChanged)
    (event.commit, event.firstCommit) = (number, first ?? number)
    (event.tab, event.term, event.publishedAt) = (tab, term, time)
    return event
  }

  func leader(_ number: UInt64, term: UInt64 = 0, at time: UInt64 = 0) -> Event {
    var event = Event(kind: .leaderChanged)
    (event.commit, event.term, event.publishedAt) = (number, term, time)
    return event
  }

  @Test("commits in order are new")
  func inOrder() {
    var filter = CommitFilter(known: 4)
    #expect(filter.judge(commit(5)) == .new)
    #expect(filter.judge(commit(8, from: 6)) == .new)
    #expect(filter.known == 8)
  }

  @Test("a commit is delivered once")
  func once() {
    var filter = CommitFilter(known: 4)
    #expect(filter.judge(commit(4)) == .duplicate)
    #expect(filter.judge(commit(5)) == .new)
    #expect(filter.judge(commit(5)) == .duplicate)
  }

  @Test("a jump says how many were missed")
  func jump() {
    var filter = CommitFilter(known: 4)
    #expect(filter.judge(commit(9, from: 8)) == .newAfter(missed: 3))
    #expect(filter.judge(commit(7)) == .duplicate)
  }

  @Test("a new leader betrays commits that nobody announced")
  func unannounced() {
    var filter = CommitFilter(known: 4)
    #expect(filter.judge(leader(4)) == .new)
    #expect(filter.judge(leader(6)) == .newAfter(missed: 2))
    #expect(filter.judge(commit(6)) == .duplicate)
  }

  @Test("an old leader's word that comes again does not make old commits new")
  func again() {
    var filter = CommitFilter(known: 4)
    #expect(filter.judge(commit(5, term: 3)) == .new)
    #expect(filter.judge(leader(3, term: 2)) == .new)
    #expect(filter.judge(commit(4, term: 2)) == .duplicate)
    // A new one's is the truth.
    #expect(filter.judge(leader(3, term: 4)) == .newAfter(missed: 1))
    #expect(filter.judge(commit(4, term: 4)) == .new)
  }

  @Test("a gap covers what was committed before it, and not what nobody announced later")
  func covered() {
    var filter = CommitFilter(known: 4)
    filter.missedSome(at: 20)
    #expect(filter.judge(commit(9, at: 19)) == .new)
    #expect(filter.judge(leader(11, at: 21)) == .newAfter(missed: 2))
    filter.missedSome(at: 30)
    #expect(filter.judge(commit(15, at: 31)) == .newAfter(missed: 3))
  }

  @Test("foreign commits have no number and are always new")
  func foreign() {
    var filter = CommitFilter(known: 4)
    #expect(filter.judge(commit(0, tab: 0)) == .new)
    #expect(filter.known == 4)
  }
}
