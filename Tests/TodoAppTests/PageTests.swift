import Screen
import Testing

@testable import TodoApp

@Suite("The pages of leadership and measurements")
struct PageTests {
  private static let survey = Survey(
    tabs: [
      .init(
        name: TabName(tab: 1, pid: 4_211), role: "leader", mayLead: true, age: 725, queue: 0),
      .init(
        name: TabName(tab: 2, pid: 4_212), role: "follower", mayLead: true, age: 40, queue: 2,
        isAsking: true),
      .init(
        name: TabName(tab: 3, pid: 43_000), role: "observer", mayLead: false, age: 90_000,
        queue: 0),
    ], leaseMilliseconds: 1_150,
    metrics: [
      Metric("commits", "transactions committed", tab: .count(7), group: .count(12)),
      Metric(
        "lead per minute", "changes of the leader in a minute", tab: .rate(nil), group: .rate(0.4)),
      Metric(
        "notify p50", "from commit to notice: half are at most this", tab: .nanoseconds(12_300),
        group: .nanoseconds(nil)),
    ])

  private func world(
    _ columns: Int = 100, _ rows: Int = 30, _ keys: String = "L",
    as coordination: Coordination = World.leader
  ) throws -> World {
    var world = World(["one"], as: coordination, columns: columns, rows: rows)
    try world.press(keys)
    #expect(world.runtime == [.survey])
    world.send(.surveyed(Self.survey))
    return world
  }

  private func rows(_ world: World, _ range: Range<Int>) -> [String] {
    range.map { world.frame.text(ofRow: $0) }
  }

  @Test("a space turns a page until its end is in sight, and closes it then")
  func turned() throws {
    var help = World(["one"], columns: 80, rows: 24)
    try help.press("?")
    var seen: [String] = []
    while help.state.overlay != nil, seen.count < 9 {
      seen.append(help.frame.text)
      try help.press("<Space>")
    }
    #expect(seen.count > 1 && seen.count < 9)
    #expect(Set(seen).count == seen.count)
    #expect(seen.last?.contains(" queue") == true && seen[0].contains("Keys in the list"))
  }

  @Test("help explains every number of the status line, and every measurement has its meaning")
  func explained() throws {
    var help = World(["one"], columns: 100, rows: 60)
    let status = help.frame.text(ofRow: 57)
    // "lead –/min   notify p50 – p99 –   conflicts 0 …": the words, without the values.
    let names = status.matches(of: /[a-z]+(?= )/).map { String($0.output) }
      .filter { $0 != "min" && $0 != "p" }
    #expect(names == ["lead", "notify", "conflicts", "refresh", "queue", "batch"])
    try help.press("?")
    let shown = rows(help, 0..<57)
    let start = try #require(shown.firstIndex { $0.contains("The line of numbers") })
    for name in names {
      let row = try #require(shown[start...].first { $0.hasPrefix(" \(name)") }, "\(name)")
      #expect(row.dropFirst(16).contains { $0.isLetter }, "\(row)")
    }
    for metric in Self.survey.metrics {
      let page = try world(100, 30, "M")
      let row = try #require(
        rows(page, 0..<30).first { $0.hasPrefix(" \(metric.name)") }, "\(metric.name)")
      #expect(row.hasSuffix(metric.words))
    }
  }

  @Test("leadership at 100x30, in the leader")
  func leader() throws {
    let world = try world()
    #expect(
      rows(world, 1..<10) == [
        " Leadership   as of 14:03:21", "", " tab 1 leads, term 7, lease 1.2 s",
        " next in line: tab 2", "", "   tab  pid      role       age      queue",
        " ▸   1  4211     leader     12 min       0   this tab",
        "     2  4212     follower   40 s         2   next in line, asks for leadership",
        "     3  43000    observer   1 d          0",
      ])
    #expect(world.frame.text(ofRow: 11).hasPrefix(" term    counts who has led"))
    #expect(
      world.frame.text(ofRow: 29) == " s hand over to tab 2  1-9 to that one  Esc close")
  }

  @Test("leadership at 40x10 and at 20x5, in a follower: Enter does what one came for")
  func small() throws {
    #expect(
      try world(40, 10, as: World.follower).frame.text == """
        ○ FOLLOWER ro  leader tab 1       1 todo
        Enter asks tab 1
        tab 1 leads, term 7, lease 1.2 s
          tab pid     role      age queue
            1 4211    leader    12m     0
        ▸   2 4212    next      40s     2
            3 43000   observer   1d     0
        q0 conf0 p99 – lead –/m ref0

        Enter ask tab 1  Esc close
        """)
    #expect(
      try world(20, 5, as: World.follower).frame.text == """
        F 2/3 1 q0
        Enter asks tab 1
          1 leader   4211
        ▸ 2 next     4212

        """)
    var tiny = try world(20, 5, as: World.follower)
    try tiny.press("j")
    #expect(tiny.frame.text.contains("3 observer 43000"))
  }

  @Test("the leader hands over by s or by a tab's number, and never to one that cannot lead")
  func handingOver() throws {
    for (keys, tab) in [("s", 2), ("2", 2)] {
      var world = try world()
      try world.press(keys)
      #expect(world.runtime.last == .stepDown(to: tab))
      #expect(world.state.overlay == nil)
      #expect(world.state.message?.text == "Handing over to tab 2.")
    }
    for (keys, words) in [
      ("3", "tab 3 cannot lead"), ("9", "tab 9 cannot lead"), ("1", "leads already"),
      ("<Enter>", "This tab leads already; s hands over to tab 2."),
    ] {
      var world = try world()
      try world.press(keys)
      #expect(world.runtime == [.survey])
      #expect(world.state.message?.text.contains(words) == true)
    }
    var alone = World.leader
    alone.nextInLine = nil
    var world = try world(as: alone)
    try world.press("s")
    #expect(world.runtime == [.survey])
    #expect(world.state.message?.text == "No other tab could lead; this one goes on.")
    var follower = try self.world(as: World.follower)
    try follower.press("s")
    #expect(
      follower.state.message?.text == "Only the leader hands over. tab 1 (pid 4211) leads.")
    try follower.press("a")
    #expect(follower.runtime.last == .requestLeadership)
  }

  @Test("a page looks again when something has happened, one look at a time, and never by itself")
  func looking() throws {
    var world = try world()
    world.send(.coordination(World.leader, nil))
    world.send(.numbers(Numbers()))
    world.send(.coordination(World.leader, nil))
    #expect(world.runtime == [.survey, .survey])
    world.send(.surveyed(Self.survey))
    #expect(world.runtime == [.survey, .survey, .survey])
    world.send(.surveyed(Self.survey))
    try world.press("L")
    #expect(world.state.overlay == nil)
    world.send(.numbers(Numbers()))
    #expect(world.runtime.count == 3)
  }

  @Test("measurements at every size; without samples they are no numbers")
  func metrics() throws {
    let full = try world(100, 30, "M")
    #expect(
      rows(full, 1..<5) == [
        " Measurements        this tab  all tabs   as of 14:03:21",
        " commits                    7        12   transactions committed",
        " lead per minute            –       0.4   changes of the leader in a minute",
        " notify p50             12 µs         –   from commit to notice: half are at most this",
      ])
    let narrow = try world(40, 10, "M")
    #expect(
      rows(narrow, 1..<5) == [
        "                       this      all", "commits                   7       12",
        "  transactions committed", "lead per minute           –      0.4",
      ])
    #expect(
      rows(try world(20, 5, "M"), 1..<4) == [
        "commits            7", "lead per minute    –", "notify p50     12 µs",
      ])
  }

  @Test("all about a todo can be read to the end where it may not be edited, too")
  func details() throws {
    var world = World(["one", "a title that is too long for a window of 40 columns"], columns: 40)
    try world.press("jA!high inner due:fri +launch #ops<Enter>rweekly<Enter>")
    try world.press("EFirst.<Enter>Second.<C-s>")
    world.send(.coordination(World.follower, .deposed(by: 3)))
    try world.press("i")
    #expect(
      rows(world, 1..<13) == [
        "inner", "", "number    #3", "done      no",
        "part of   #2 “a title that is too long …",
        "priority  high", "due       fri 27 Nov 2026", "again     every week after it is done",
        "project   +launch", "tags      #ops", "created   mon 23 Nov 2026 at 14:03:21, …",
        "changed   mon 23 Nov 2026 at 14:03:21, …",
      ])
    #expect(rows(world, 13..<16) == ["", "First.", "Second."])
    try world.press("<Esc>ki")
    #expect(
      rows(world, 1..<3) == ["a title that is too long for a window", "of 40 columns"])
  }

  @Test("what was cut on the message line is in the log to its end")
  func wholeMessages() throws {
    var world = World(["one"], as: World.follower, columns: 40, rows: 10)
    try world.press("x!")
    #expect(
      rows(world, 1..<4) == [
        "14:03:21  Read-only: tab 1 (pid 4211)", "          leads. L asks for it, w",
        "          queues your change.",
      ])
    var small = World(["one"], as: World.follower, columns: 20, rows: 5)
    try small.press("x!")
    #expect(rows(small, 1..<3) == ["14:03:21", "Read-only: tab 1"])
  }

  @Test("a tab that leads again after itself does not speak of itself as another")
  func again() {
    var world = World(["one"], as: World.follower)
    var leading = World.leader
    leading.tab = 2
    world.send(.coordination(leading, .tookOver(from: 2, .resigned, gapMilliseconds: 1_300)))
    #expect(world.state.message?.text == "This tab leads again (gap 1.3 s). You can edit.")
  }

  @Test("a notice goes with the next key, a failure stays until it is answered")
  func messages() throws {
    var world = World(["one", "two"])
    world.send(.coordination(World.leader, .tookOver(from: nil, .first, gapMilliseconds: nil)))
    #expect(world.state.message?.text == "This tab is the leader. You can edit.")
    try world.press("j")
    #expect(world.state.message == nil)
    world.send(.loadFailed("the disk is gone"))
    try world.press("k")
    #expect(world.state.message?.weight == .failure)
    try world.press("<Esc>")
    #expect(world.state.message == nil)
  }
}
