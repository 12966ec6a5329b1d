import Testing

@testable import TodoApp

/// Monday, 23 November 2026, 14:03:21.
private let now = Moment(World.morning, secondsFromUTC: 0)

@Suite("Dates in words")
struct DateWordTests {
  @Test(
    "what people write is when they mean",
    arguments: [
      ("today", "2026-11-23"), ("Tomorrow", "2026-11-24"), ("yesterday", "2026-11-22"),
      ("fri", "2026-11-27"), ("friday", "2026-11-27"), ("mon", "2026-11-30"),
      ("this mon", "2026-11-23"), ("next mon", "2026-11-30"), ("next fri", "2026-12-04"),
      ("next sunday", "2026-12-06"), ("sun", "2026-11-29"), ("weekend", "2026-11-28"),
      ("3d", "2026-11-26"), ("2w", "2026-12-07"), ("1m", "2026-12-23"), ("1y", "2027-11-23"),
      ("in 2w", "2026-12-07"), ("in 3 days", "2026-11-26"), ("in a week", "2026-11-30"),
      ("2 weeks", "2026-12-07"), ("in 2 months", "2027-01-23"), ("0d", "2026-11-23"),
      ("next week", "2026-11-30"), ("next month", "2026-12-23"), ("next year", "2027-11-23"),
      ("day after tomorrow", "2026-11-25"),
      ("end of week", "2026-11-29"), ("end of month", "2026-11-30"), ("eom", "2026-11-30"),
      ("end of next month", "2026-12-31"), ("end of year", "2026-12-31"),
      ("2026-12-01", "2026-12-01"), ("1 dec", "2026-12-01"), ("dec 1", "2026-12-01"),
      ("December 1st", "2026-12-01"), ("1. dec", "2026-12-01"), ("22 nov", "2027-11-22"),
      ("23 nov", "2026-11-23"), ("29 feb", "2028-02-29"), ("1 dec 2030", "2030-12-01"),
      ("dec 1, 2030", "2030-12-01"), ("may 2", "2027-05-02"),
      ("14:30", "2026-11-23T14:30"), ("9am", "2026-11-24T09:00"), ("9 am", "2026-11-24T09:00"),
      ("14:03", "2026-11-24T14:03"), ("12am", "2026-11-24T00:00"), ("12pm", "2026-11-24T12:00"),
      ("noon", "2026-11-24T12:00"), ("9:05pm", "2026-11-23T21:05"),
      ("tomorrow 9am", "2026-11-24T09:00"), ("tomorrow at 9 am", "2026-11-24T09:00"),
      ("fri 14:30", "2026-11-27T14:30"), ("at 14:30 on fri", "2026-11-27T14:30"),
      ("9am tomorrow", "2026-11-24T09:00"), ("1 dec at noon", "2026-12-01T12:00"),
      ("2026-12-01 08:00", "2026-12-01T08:00"), ("2026-12-01T08:00", "2026-12-01T08:00"),
      ("in 2h", "2026-11-23T16:03"), ("in 10 hours", "2026-11-24T00:03"),
      ("in 90 min", "2026-11-23T15:33"), ("  in   2w ", "2026-12-07"),
      ("-1d", "2026-11-22"), ("-2w", "2026-11-09"), ("2 days ago", "2026-11-21"),
      ("a week ago", "2026-11-16"), ("1m ago", "2026-10-23"), ("-2h", "2026-11-23T12:03"),
      ("9999y ago", "0000-01-23"),
    ])
  func dates(text: String, iso: String) { #expect(Due(words: text, at: now)?.iso == iso) }

  @Test(
    "what is no date is none",
    arguments: [
      "", "soon", "3", "31 nov", "1 de", "fri 3", "25:00", "9:5", "13pm", "0am", "2026-02-30",
      "next", "in", "in 2", "in fri", "mo", "2x", "--1d", "-1", "- 1d", "ago", "fri ago",
      "99999999d", "1 dec 26", "at", "9am 10am",
      "tomorrow tomorrow", "３d", "in 3 apples", "noon noon", "the day after the day after tomorrow",
    ])
  func none(text: String) {
    #expect(Due(words: text, at: now) == nil)
    let sentence = Due.objection(to: text)
    #expect(sentence.contains("tomorrow 9am") && sentence.hasSuffix("."))
  }

  @Test("every example of the objection works")
  func examples() throws {
    let examples = try #require(Due.objection(to: "x").split(separator: ": ").last)
    for example in examples.dropLast().split(separator: ", ") {
      #expect(Due(words: String(example), at: now) != nil, "\(example)")
    }
  }

  @Test("a weekday is one to seven days ahead, from any day")
  func weekdays() {
    for number in now.day.number..<now.day.number + 14 {
      let today = Day(number: number)
      for name in Day.weekdayNames {
        let day = Day(words: name, today: today)
        #expect(day.map { (1...7).contains($0.number - number) } == true)
        #expect(day?.weekday == Day.weekdayNames.firstIndex(of: name))
        let next = Day(words: "next \(name)", today: today)
        #expect(next?.weekday == day?.weekday)
        #expect(next.map { ($0.number - $0.weekday) - (number - today.weekday) } == 7)
      }
    }
  }
}

@Suite("Typed todos")
struct QuickAddTests {
  @Test(
    "how often is said in many ways",
    arguments: [
      ("1w", "1w"), ("weekly", "1w"), ("week", "1w"), ("every week", "1w"), ("2 Weeks", "2w"),
      ("every other day", "2d"), ("every-3-months", "3m"), ("+every 2 years", "+2y"),
      ("+monthly", "+1m"), ("0w", nil), ("every", nil), ("", nil), ("+", nil), ("2 moons", nil),
      ("1000 days", nil), ("every 2", nil), ("week week", nil),
    ] as [(String, String?)])
  func recurrences(_ words: String, _ text: String?) {
    #expect(Recurrence(words: words)?.text == text)
  }

  @Test("a phrase behind a key goes as far as it says something")
  func phrases() {
    let todo = NewTodo(typed: "Water every:2 weeks the plants due:fri 9am sharp", at: now)
    #expect(todo.title == "Water the plants sharp")
    #expect(todo.recurrence?.text == "2w" && todo.due?.iso == "2026-11-27T09:00")
    #expect(NewTodo(typed: "Look every:where", at: now).title == "Look every:where")
  }

  @Test(
    "a weekday to come again on is the day it is due, weekly, unless another day is named",
    arguments: [
      ("Call every:sun mum", "Call mum", "+1w", 6), ("Call mum every:Sunday", "Call mum", "+1w", 6),
      ("Call mum due:2026-12-06 rec:sun", "Call mum", "+1w", 6),
      ("Call every:sun mum due:fri", "Call every:sun mum", nil, 4),
      ("Call every:su", "Call every:su", nil, nil),
    ] as [(String, String, String?, Int?)])
  func weekly(line: String, title: String, every: String?, weekday: Int?) {
    var misread: String?
    let todo = NewTodo(typed: line, at: now, misread: &misread)
    #expect(todo.title == title)
    #expect(todo.recurrence?.text == every)
    #expect(todo.due?.day.weekday == weekday)
    #expect((misread == nil) == (every != nil))
  }

  @Test("project, tags, priority, due and recurrence are taken out of the title")
  func everything() {
    let todo = NewTodo(typed: "Buy milk +home #shop !high due:fri rec:+1w #food", at: now)
    #expect(todo.title == "Buy milk")
    #expect(todo.project == "home" && todo.tags == ["shop", "food"] && todo.priority == .high)
    #expect(todo.due?.iso == "2026-11-27" && todo.recurrence == Recurrence(text: "+1w"))
  }

  @Test("a due date has as many words as make one")
  func dueWords() {
    for (line, title, due) in [
      ("call due:tomorrow 9am Ana", "call Ana", "2026-11-24T09:00"),
      ("due:in 2w call Ana", "call Ana", "2026-12-07"),
      ("call due:\"next mon 14:30\" Ana", "call Ana", "2026-11-30T14:30"),
      ("call due: fri", "call", "2026-11-27"),
      ("call DUE:1 dec 3 times", "call 3 times", "2026-12-01"),
      ("call due:fri may be", "call may be", "2026-11-27"),
    ] {
      let todo = NewTodo(typed: line, at: now)
      #expect(todo.title == title && todo.due?.iso == due, "\(line)")
    }
  }

  @Test(
    "what is none of these stays text",
    arguments: [
      "Fix #42", "1 + 1", "+1 for Ana", "learn C#", "due:whenever", "rec:sometimes", "#", "a!b",
      "wow !!!!", "#home", "+home", "!!", "due:fri", "",
    ])
  func text(line: String) {
    let todo = NewTodo(typed: line, at: now)
    #expect(todo == NewTodo(title: line))
  }

  @Test("a key with nothing that can be read behind it is a word of the title, and is told")
  func misread() {
    for (line, word) in [
      ("Call due:whenever rec:often", "due:whenever"), ("Call EVERY:where", "EVERY:where"),
      ("Call due:fri", nil), ("Call \\due:whenever", nil), ("overdue:yes", nil),
    ] as [(String, String?)] {
      var misread: String? = "before"
      let todo = NewTodo(typed: line, at: now, misread: &misread)
      #expect(misread == word, "\(line)")
      #expect(todo == NewTodo(typed: line, at: now))
    }
  }

  @Test("names are the same in upper and lower case of ASCII alone, as in the tables")
  func names() {
    let todo = NewTodo(typed: "Pack #Über #über #Zelt #ZELT", at: now)
    #expect(todo.tags == ["Über", "über", "Zelt"])
    for (left, right, isSame) in [
      ("home", "HOME", true), ("Über", "über", false), ("ÜBER", "Über", true), ("a", "ab", false),
      ("[", "{", false), ("@", "`", false), ("", "", true), ("e\u{301}", "\u{e9}", false),
    ] {
      #expect(isSameName(left, right) == isSame, "\(left) \(right)")
      #expect(isSameName(right, left) == isSame)
    }
  }

  @Test("a backslash keeps a word as it is, a tag counts once, the last project wins")
  func details() {
    let todo = NewTodo(typed: "say \\#hello +a +b #x #X !! !low rec:weekly", at: now)
    #expect(todo.title == "say #hello" && todo.project == "b" && todo.tags == ["x"])
    #expect(todo.priority == .low && todo.recurrence == Recurrence(text: "1w"))
  }
}

@Suite("Filters")
struct FilterTests {
  private func find(_ text: String) -> [Int64] {
    let filter = Filter(text, at: now)
    return todos.filter(filter.matches).map(\.id)
  }

  private let todos = [
    Todo(
      id: 1, title: "Buy milk", priority: .high, project: "Home", tags: ["shop"],
      due: Due(iso: "2026-11-23"), createdAt: now.instant),
    Todo(
      id: 2, title: "Call the dentist", tags: ["Shop", "health"],
      due: Due(iso: "2026-11-23T09:00"), notes: "about milk teeth", createdAt: now.instant),
    Todo(id: 3, title: "Pay rent", done: true, due: Due(iso: "2026-11-01"), createdAt: now.instant),
    Todo(
      id: 4, title: "Write", due: Due(iso: "2026-11-27"), parent: 1,
      recurrence: Recurrence(text: "1d"), createdAt: now.instant),
    Todo(id: 5, title: "Dream", createdAt: now.instant),
  ]

  @Test(
    "each condition finds what it says",
    arguments: [
      ("", [1, 2, 3, 4, 5]), ("MILK", [1, 2]), ("milk teeth", [2]), ("\"milk teeth\"", [2]),
      ("-milk", [3, 4, 5]), ("#shop", [1, 2]), ("-#shop is:open", [4, 5]), ("+home", [1]),
      ("!high", [1]), ("-!high", [2, 3, 4, 5]), ("due:today", [1, 2]), ("due<fri", [1, 2, 3]),
      ("due<=fri", [1, 2, 3, 4]), ("due>today", [4]), ("due>=today", [1, 2, 4]),
      ("due<\"next mon\" is:open", [1, 2, 4]), ("due:none", [5]), ("due:any", [1, 2, 3, 4]),
      ("due:<fri", [1, 2, 3]),
      ("due:>today", [4]), ("due>-1d", [1, 2, 4]), ("-due:none", [1, 2, 3, 4]), ("is:done", [3]),
      ("is:overdue", [2]),
      ("-is:overdue is:open", [1, 4, 5]), ("is:part", [4]), ("is:recurring", [4]),
      ("has:notes", [2]),
      ("has:tags", [1, 2]), ("has:project", [1]), ("-has:due", [5]), ("id:4", [4]), ("-", []),
      ("due:09:00", []), ("due<14:30", [1, 2, 3]), ("nothing", []),
    ] as [(String, [Int64])])
  func conditions(text: String, ids: [Int64]) { #expect(find(text) == ids) }

  @Test(
    "while a condition is being typed it filters nothing, and says so",
    arguments: [
      "#", "due:", "due<", "due:fr", "is:", "is:do", "has:", "!hi", "id:", "id:x", "\"\"",
    ])
  func unfinished(text: String) {
    let filter = Filter(text, at: now)
    #expect(filter.terms.isEmpty && filter.ignored == [text])
  }

  @Test("the views are filters: today holds what is overdue, and neither what is done")
  func views() {
    func find(_ view: TodoView) -> [Int64] {
      todos.filter(Filter(view, at: now).matches).map(\.id)
    }
    #expect(find(.all) == [1, 2, 3, 4, 5])
    #expect(find(.today) == [1, 2])
    #expect(find(.overdue) == [2])
    #expect(find(.project("HOME")) == [1])
    #expect(find(.tag("health")) == [2])
    #expect(find(.done) == [3])
  }
}
