import Testing

@testable import TodoApp

/// Berlin: at 01:00 UTC of 28 March 2027 the clock goes from 02:00 to 03:00, and at 01:00 UTC of 31
/// October from 03:00 back to 02:00.
private let berlin = WallClock { instant in
  (1_806_195_600_000..<1_824_944_400_000).contains(instant.milliseconds) ? 7_200 : 3_600
}

/// What that clock shows then, given in UTC.
private func moment(_ utc: String) throws -> Moment {
  let instant = try #require(Instant(iso: utc))
  return Moment(instant, secondsFromUTC: 0, wall: berlin).on(instant)
}

@Suite("The nights in which clocks are changed")
struct ClockTests {
  @Test(
    "in two hours is two hours later, whatever happens to the clock meanwhile",
    arguments: [
      ("2027-03-28T00:30:00Z", "in 2h", "2027-03-28T04:30"),
      ("2027-03-28T00:30:00Z", "in 20 min", "2027-03-28T01:50"),
      ("2027-03-28T00:30:00Z", "in 30 min", "2027-03-28T03:00"),
      ("2027-10-31T00:30:00Z", "in 2h", "2027-10-31T03:30"),
      ("2027-10-31T00:30:00Z", "in 1h", "2027-10-31T02:30"),
      ("2027-10-31T01:30:00Z", "2h ago", "2027-10-31T01:30"),
      // A day is what the calendar says, and a time what the clock says.
      ("2027-03-27T12:00:00Z", "tomorrow 9am", "2027-03-28T09:00"),
      ("2027-03-27T12:00:00Z", "1d", "2027-03-28"),
    ])
  func elapsed(utc: String, words: String, iso: String) throws {
    #expect(Due(words: words, at: try moment(utc))?.iso == iso)
  }

  @Test("a clock shows what it shows then, not what it would show now")
  func shown() throws {
    let winter = try moment("2027-01-01T12:00:00Z")
    #expect(winter.time.description == "13:00:00")
    let summer = winter.on(try #require(Instant(iso: "2027-07-01T12:00:00Z")))
    #expect(summer.time.description == "14:00:00")
    #expect(summer.on(winter.instant) == winter)
    let next = winter.on(try #require(Instant(iso: "2028-07-01T12:00:00Z")))
    #expect(next.time.description == "13:00:00", "this one is never changed again")
  }

  @Test(
    "a day and a time are a point in time, in every hour that there is",
    arguments: [
      ("2027-03-28", "2027-03-27T23:00:00.000Z"), ("2027-03-29", "2027-03-28T22:00:00.000Z"),
      ("2027-03-28T01:59", "2027-03-28T00:59:00.000Z"),
      ("2027-03-28T03:00", "2027-03-28T01:00:00.000Z"),
      // Skipped, and shown twice.
      ("2027-03-28T02:30", "2027-03-28T01:30:00.000Z"),
      ("2027-10-31T02:30", "2027-10-31T00:30:00.000Z"),
      ("2027-10-31T03:00", "2027-10-31T02:00:00.000Z"),
    ])
  func points(iso: String, utc: String) throws {
    let due = try #require(Due(iso: iso))
    for now in ["2027-01-01T12:00:00Z", "2027-07-01T12:00:00Z", "2028-01-01T12:00:00Z"] {
      #expect(try moment(now).instant(of: due).iso == utc)
    }
  }

  @Test("a day of another season stays that day, to todo.txt and back")
  func dates() throws {
    let line = "x 2027-07-02 2027-01-01 Call Ana"
    for now in ["2027-02-01T12:00:00Z", "2027-08-01T12:00:00Z"] {
      let now = try moment(now)
      let list = TodoFormat.todotxt.read(Array(line.utf8), at: now)
      let entry = try #require(list.items.first?.entry)
      #expect(entry.createdAt.map { now.on($0).day.iso } == "2027-01-01")
      #expect(entry.completedAt.map { now.on($0).day.iso } == "2027-07-02")
    }
  }
}
