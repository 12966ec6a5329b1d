import Foundation
import Testing

@testable import TodoApp

@Suite("Days and times")
struct DayTests {
  @Test("every day of 800 years reads back from its ISO date, in order")
  func roundTrip() throws {
    let first = try #require(Day(year: 1600, month: 1, day: 1))
    var last = Day(number: first.number - 1).iso
    for number in first.number..<first.number + 292_194 {
      let day = Day(number: number)
      let iso = day.iso
      guard Day(iso: iso) == day, iso > last else {
        Issue.record("day \(number) is written \(iso) after \(last)")
        return
      }
      last = iso
    }
    #expect(last == "2399-12-31")
  }

  @Test("known days are on their weekdays")
  func weekdays() {
    #expect(Day(iso: "1970-01-01")?.number == 0)
    #expect(Day(iso: "1970-01-01")?.weekday == 3)
    #expect(Day(iso: "2026-11-23")?.weekday == 0)
    #expect(Day(iso: "1969-12-28")?.weekday == 6)
  }

  @Test(
    "what is no day is refused",
    arguments: [
      "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "",
      "2026-11-23T", "２０２６-11-23", "+026-11-23",
    ])
  func refused(text: String) { #expect(Day(iso: text) == nil) }

  @Test("times are read and written in UTC, with fractions")
  func instants() throws {
    let instant = try #require(Instant(iso: "2026-11-23T14:03:19.25Z"))
    #expect(instant.iso == "2026-11-23T14:03:19.250Z")
    #expect(Instant(iso: "1969-12-31T23:59:59.999Z")?.milliseconds == -1)
    #expect(Instant(milliseconds: -1).iso == "1969-12-31T23:59:59.999Z")
    for text in ["2026-11-23", "2026-11-23T14:03Z", "2026-11-23T24:00:00Z", "2026-11-23T14:03:19"] {
      #expect(Instant(iso: text) == nil)
    }
  }

  @Test("a moment is the user's own date and time")
  func moments() throws {
    let instant = try #require(Instant(iso: "2026-11-23T23:30:00Z"))
    let berlin = Moment(instant, secondsFromUTC: 3_600)
    #expect(berlin.day.iso == "2026-11-24")
    #expect(berlin.time.description == "00:30:00")
    #expect(Moment(instant, secondsFromUTC: -86_400).day.iso == "2026-11-22")
  }
}

@Suite("JSON")
struct JSONTests {
  @Test("a todo has exactly the fields of the contract, absent ones as null")
  func fields() throws {
    let created = try #require(Instant(iso: "2026-11-23T14:03:19Z"))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let bare = Todo(id: 42, title: "Buy milk", createdAt: created)
    #expect(
      String(decoding: try encoder.encode(bare), as: UTF8.self)
        == #"{"completedAt":null,"createdAt":"2026-11-23T14:03:19.000Z","done":false,"due":null,"#
        + #""id":42,"notes":null,"parent":null,"priority":null,"project":null,"recurrence":null,"#
        + #""tags":[],"title":"Buy milk","version":1}"#)
    let full = Todo(
      id: 1, title: "漢", done: true, priority: .high, project: "p", tags: ["a", "b"],
      due: Due(iso: "2026-12-01"), notes: "n", createdAt: created, completedAt: created,
      version: 9)
    let json = String(decoding: try encoder.encode(full), as: UTF8.self)
    #expect(json.contains(#""due":"2026-12-01""#) && json.contains(#""priority":"high""#))
  }

  @Test("what is written reads back, and a bad day is named")
  func roundTrip() throws {
    let created = Instant(milliseconds: 1_700_000_000_123)
    let todo = Todo(
      id: 1, title: "t", done: true, priority: .low, project: "p", tags: ["a"],
      due: Due(iso: "2026-12-01"), notes: "n", createdAt: created, completedAt: created, version: 3)
    let data = try JSONEncoder().encode(todo)
    #expect(try JSONDecoder().decode(Todo.self, from: data) == todo)
    let bad = String(decoding: data, as: UTF8.self)
      .replacingOccurrences(of: "2026-12-01", with: "soon")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Todo.self, from: Data(bad.utf8))
    }
  }
}

@Suite("Labels")
struct LabelTests {
  @Test(
    "a due day is worded in at most six columns",
    arguments: [
      ("2026-11-21", "-2d"), ("2026-11-23", "today"), ("2026-11-24", "tue"), ("2026-11-29", "sun"),
      ("2026-11-30", "30 Nov"), ("2026-12-31", "31 Dec"), ("2027-01-01", "2027"),
      ("2024-02-28", "-999d"), ("2020-01-01", "-6y"), ("2026-11-23T09:05", "09:05"),
      ("2026-11-24T09:05", "tue"), ("0000-01-01", "-2028y"),
    ])
  func due(day: String, label: String) throws {
    let today = try #require(Day(iso: "2026-11-23"))
    let due = try #require(Due(iso: day))
    #expect(Labels.due(due, today: today) == label)
    #expect(label.count <= 6)
  }

  @Test(
    "spans of time have two or three digits and a unit; without samples they are no number",
    arguments: [
      (nil, "–"), (0, "0 ns"), (840, "840 ns"), (1_000, "1.0 µs"), (9_870, "9.8 µs"),
      (12_400, "12 µs"), (999_999, "999 µs"), (1_000_000, "1.0 ms"), (1_240_000_000, "1.2 s"),
      (Int64.max, "9223372036 s"),
    ] as [(Int64?, String)])
  func spans(nanoseconds: Int64?, text: String) {
    #expect(Labels.span(nanoseconds, Symbols(.unicode)) == text)
  }

  @Test("rates are rounded to tenths, and what is no number is not shown as one")
  func rates() {
    let symbols = Symbols(.unicode)
    #expect(Labels.rate(0.44, symbols) == "0.4")
    #expect(Labels.rate(0, symbols) == "0.0")
    #expect(Labels.rate(nil, symbols) == "–")
    #expect(Labels.rate(.nan, symbols) == "–")
    #expect(Labels.rate(.infinity, symbols) == "–")
  }

  @Test(
    "a time of digits is a time, one with signs is none",
    arguments: ["2026-12-01T+9:00", "2026-12-01T09:+5", "2026-12-01T-0:00", "2026-12-01T24:00"])
  func times(text: String) {
    #expect(Due(iso: text) == nil)
    #expect(Instant(iso: text + ":00Z") == nil)
    #expect(Instant(iso: "2026-12-01T09:00:+1Z") == nil)
  }
}
