import Screen
import Testing

@testable import TodoApp

@Suite("The screen as text")
struct ScreenshotTests {
  /// A list with something of everything.
  static func world(
    _ columns: Int, _ rows: Int, as coordination: Coordination = World.leader,
    _ repertoire: Repertoire = .unicode
  ) -> World {
    var world = World(as: coordination, columns: columns, rows: rows, repertoire: repertoire)
    func add(
      _ title: String, _ priority: Priority? = nil, due: String? = nil, project: String? = nil,
      tags: [String] = [], done: Bool = false
    ) {
      let id = world.insert(title, by: 2)
      guard let index = world.todos.firstIndex(where: { $0.id == id }) else { return }
      world.todos[index].priority = priority
      world.todos[index].due = due.flatMap { Due(iso: $0) }
      world.todos[index].project = project
      world.todos[index].tags = tags
      world.todos[index].done = done
    }
    add("Renew the certificate", .high, due: "2026-11-21", project: "launch", tags: ["ops"])
    add("Write the failover report, section 3", .medium, due: "2026-11-23", project: "launch")
    add("Buy milk and oat flakes", due: "2026-11-23", tags: ["home"])
    add("東京へ電話する", .medium, due: "2026-11-27", tags: ["home"])
    add("Send invoice 2026-11", tags: ["ops"], done: true)
    world.update(2, by: 3) { _ in }
    world.announce()
    world.send(
      .numbers(
        Numbers(
          leadershipChangesPerMinute: 0.4, notifyP50: 12_300, notifyP99: 80_100, conflicts: 0,
          refreshes: 132, batchMean: 3.2)))
    world.send(.key(.character("j")))
    world.deliver()
    return world
  }

  @Test("100x30, in the leader")
  func large() {
    var world = Self.world(100, 30)
    world.send(
      .coordination(
        World.leader, .tookOver(from: 3, .stoppedAnswering, gapMilliseconds: 1_200)))
    let rows = world.frame.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.count == 30)
    let list = [
      " todos  work.sqlite                                           ● LEADER   tab 1 of 3   term 7   live",
      " [All 4]  Today 3  Overdue 1  #home 2  #ops 1  +launch 2  Done 1               sort list   filter -",
      String(repeating: "─", count: 100),
      "   ☐ !!     -2d  Renew the certificate  +launch #ops",
      " ▸ ☐ !    today  Write the failover report, section 3  +launch",
      "   ☐      today  Buy milk and oat flakes  #home",
      "   ☐ !      fri  東京へ電話する  #home",
      "   ☑             Send invoice 2026-11  #ops",
      "",
    ]
    #expect(rows.prefix(9).map(String.init) == list)
    let provenance = "── #2  created 14:03:21 in tab 2, changed 14:03:21 by tab 3 "
    #expect(
      rows.suffix(5).map(String.init) == [
        provenance + String(repeating: "─", count: 100 - provenance.count), "",
        " lead 0.4/min   notify p50 12 µs p99 80 µs   conflicts 0   refresh 132   queue 0   batch 3.2",
        " 14:03:21  tab 3 stopped answering; this tab is now the leader (gap 1.2 s). You can edit.",
        " a add  e edit  x done  d delete  u undo  / filter  : commands  L leader  ? help  q quit",
      ])
    #expect(world.frame.cursor == Position(row: 4, column: 3))
  }

  @Test("80x24, in a follower: the same, and the badge says so in words")
  func medium() throws {
    var world = Self.world(80, 24, as: World.follower)
    try world.press("x")
    let rows = world.frame.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      rows[0] == " todos  work.sqlite   ○ FOLLOWER ro   leader tab 1   tab 2 of 3   term 7   live")
    #expect(rows[22] == " 14:03:21  Read-only: tab 1 leads. L ask, w queue")
    #expect(
      rows[23] == " a add  e edit  x done  d delete  w queue  L leader  / filter  ? help  q quit")
  }

  @Test("40x10")
  func small() throws {
    var world = Self.world(40, 10, as: World.follower)
    try world.press("x")
    #expect(
      world.frame.text == """
        ○ FOLLOWER ro  leader tab 1       4 todo
          ☐ !!   -2d Renew the certificate  +la…
        ▸ ☐ !  today Write the failover report,…
          ☐    today Buy milk and oat flakes  #…
          ☐ !    fri 東京へ電話する  #home
          ☑          Send invoice 2026-11  #ops

        q0 conf0 p99 80µs lead 0.4/m ref132
        Read-only: tab 1 leads. L ask, w queue
        w queue  L leader  / filter  ? help
        """)
  }

  @Test("20x5")
  func tiny() throws {
    var world = Self.world(20, 5)
    try world.press("w")
    #expect(
      world.frame.text == """
        L 1/3 4 q0
          ☐ Renew the certi…
        ▸ ☐ Write the failo…
          ☐ Buy milk and oa…
        Nothing to queue: t…
        """)
  }

  @Test("1x1 and its neighbours show the role first")
  func smallest() throws {
    #expect(Self.world(1, 1).frame.text == "L")
    #expect(Self.world(1, 1, as: World.follower).frame.text == "F")
    #expect(Self.world(3, 1).frame.text == "L 4")
    #expect(Self.world(7, 1).frame.text == "L 1/3 4")
    var world = Self.world(4, 1)
    try world.press("aabcdef")
    #expect(world.frame.text == "def", "what is being written has the only row")
    #expect(world.frame.cursor == Position(row: 0, column: 3))
  }

  @Test("a terminal without Unicode gets the same in ASCII")
  func ascii() throws {
    var world = Self.world(80, 24, as: World.follower, .ascii)
    try world.press("x")
    let frame = world.frame
    #expect(frame.text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
    #expect(
      frame.text(ofRow: 4) == " > [ ] !    today  Write the failover report, section 3  +launch")
    #expect(frame.text(ofRow: 6) == "   [ ] !      fri  ???????  #home")
    #expect(frame.text(ofRow: 7).hasPrefix("   [x]  "))
    #expect(frame.text(ofRow: 0).contains("o FOLLOWER ro"))
    #expect(frame.text(ofRow: 21).contains("p50 12 us"))
  }

  @Test("measurements without samples are no numbers")
  func unmeasured() {
    let world = World(["one"])
    #expect(
      world.frame.text(ofRow: 27)
        == " lead –/min   notify p50 – p99 –   conflicts 0   refresh 0   queue 0   batch –")
  }

  @Test("in a follower the keys that write are dimmed; in the leader they are not")
  func dimmedHints() {
    let follower = Self.world(100, 30, as: World.follower).frame.styledText(ofRow: 29)
    #expect(follower.contains("{dim:a add}") && follower.contains("{key:L} leader"))
    let leader = Self.world(100, 30).frame.styledText(ofRow: 29)
    #expect(leader.contains("{key:a} add") && !leader.contains("{dim"))
  }

  @Test("what is urgent, done or under the cursor differs in style, and in mono by emphasis")
  func styles() {
    let frame = Self.world(100, 30).frame
    #expect(frame.styledText(ofRow: 3).contains("{danger+bold:!!}"))
    #expect(frame.styledText(ofRow: 3).contains("{danger:-2d}"))
    #expect(frame.styledText(ofRow: 4).contains("{selected:Write the failover report, section 3}"))
    #expect(frame.styledText(ofRow: 7).contains("{dim:Send invoice 2026-11}"))
    for role in Role.allCases { #expect(Theme.mono[role].colour == nil) }
    #expect(Theme.mono[.selected].emphasis == .bold)
  }

  @Test("an empty list teaches what to do, in a follower as well")
  func empty() {
    let first = World().frame
    #expect(first.text(ofRow: 3) == "   Nothing here. a adds one.")
    #expect(first.text(ofRow: 5).hasPrefix("   a      and then, for instance:  Call the dentist"))
    #expect(
      World(as: World.follower).frame.text(ofRow: 3)
        == "   Nothing here. The leader adds with a; L asks for it, w queues.")
  }

  @Test("a tab's number may be larger than the number of tabs")
  func tabNumbers() {
    var third = World.leader
    third.tab = 3
    third.tabCount = 2
    #expect(World(["one"], as: third).frame.text(ofRow: 0).contains("tab 3, 2 open"))
  }

  @Test("a draft is written under the cursor's line, with the hardware cursor behind it")
  func adding() throws {
    var world = Self.world(40, 10)
    try world.press("aBuy 漢")
    #expect(world.frame.text(ofRow: 3) == "▸ ☐          Buy 漢")
    #expect(world.frame.text(ofRow: 2) == "  ☐ !  today Write the failover report,…")
    #expect(world.frame.cursor == Position(row: 3, column: 19))
    #expect(world.frame.text(ofRow: 9) == "Enter save  Esc cancel  F1 help")
  }

  @Test("a title is edited where it stands, scrolled sideways when it is long")
  func editing() throws {
    var world = Self.world(40, 10)
    try world.press("e and the rest")
    #expect(world.frame.text(ofRow: 2) == "▸ ☐ !  today rt, section 3 and the rest")
  }

  @Test("control and override characters in titles cannot leave their row")
  func harmless() {
    let world = World(["evil \u{1b}[2J\u{202e}txt\u{7}\nnext"])
    #expect(world.frame.text(ofRow: 3).contains("evil ␛[2J\u{fffd}txt␇␊next"))
  }

  @Test("help lists every key of its mode and scrolls on a small screen")
  func help() throws {
    var world = Self.world(80, 24)
    try world.press("?")
    var text = world.frame.text
    for _ in 0..<3 {
      try world.press("<PgDn>")
      text += world.frame.text
    }
    let topics = Help.topics(in: .list)
    for topic in topics { #expect(text.contains(topic.words)) }
    let offered = Command.allCases.filter { $0.entry.scopes.contains(.list) }
    #expect(topics.flatMap(\.commands) == offered)
    #expect(text.contains("j Down k Up    down, up"))
    try world.press("q")
    #expect(world.state.overlay == nil && world.runtime.isEmpty)
    var small = Self.world(40, 10)
    try small.press("?G")
    #expect(small.frame.text.contains("changes that wait"))
    try small.press("<Esc>a<F1>")
    #expect(small.frame.text.contains("Keys while writing a title"))
    try small.press("<Esc>b")
    #expect(small.state.editor?.line.text == "b")
  }

  @Test("the message log shows the newest first")
  func log() throws {
    var world = Self.world(80, 24, as: World.follower)
    world.send(.gap(missed: 1))
    world.deliver()
    try world.press("x!")
    #expect(world.frame.text(ofRow: 1).hasPrefix(" 14:03:21  Read-only:"))
    #expect(world.frame.text(ofRow: 3) == " 14:03:21  Missed 1 notice; list reloaded.")
  }
}
