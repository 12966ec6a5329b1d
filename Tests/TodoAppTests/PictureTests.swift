import Screen
import Testing

@testable import TodoApp

@Suite("The picture of the manual")
struct PictureTests {
  /// The list of the manual, in a follower that queues.
  private func world(
    _ columns: Int = 100, _ rows: Int = 30, _ settings: Settings = Settings(),
    _ repertoire: Repertoire = .unicode
  ) throws -> World {
    var world = World(columns: columns, rows: rows, repertoire: repertoire, settings: settings)
    try world.press(
      "aRenew the certificate +launch #ops !high due:2026-11-21<Enter>"
        + "aWrite the failover report, section 3 +launch ! due:today<Enter>"
        + "Enumbers in the lab book; ask Ana for the graph<C-s>"
        + "aBuy milk and oat flakes #home due:today<Enter>aCall the dentist #home ! due:fri<Enter>"
        + "aOrder the new keyboard #home due:fri<Enter>aSend invoice 2026-11 #ops<Enter>x")
    world.send(.coordination(World.follower, nil))
    try world.press("wk")
    try world.press("p", delivering: false)
    try world.press("none<Enter>kk", delivering: false)
    try world.press("<Space>", delivering: false)
    return world
  }

  @Test("marks, queued changes, priorities, dates, notes and views stand where it shows them")
  func picture() throws {
    var world = try world()
    try world.press("kk", delivering: false)
    let rows = (0..<30).map { world.frame.text(ofRow: $0) }
    #expect(
      rows[1]
        == " [All 5]  Today 3  Overdue 1  #home 3  #ops 1  +launch 2  Done 1    1 marked   sort list   filter -"
    )
    #expect(
      Array(rows[3...8]) == [
        "   ☐ !!     -2d  Renew the certificate  +launch #ops",
        " ▸ ☐ !    today  Write the failover report, section 3  +launch",
        " * ☐      today  Buy milk and oat flakes  #home",
        "   ☐ !      fri  Call the dentist  #home",
        "   ⇡        fri  Order the new keyboard  #home",
        "   ☑             Send invoice 2026-11  #ops",
      ])
    #expect(rows[25].hasPrefix("── #2  created 14:03:21 in tab 1, changed 14:03:21 by tab 1 ──"))
    #expect(rows[26] == "  note: numbers in the lab book; ask Ana for the graph")
    #expect(world.frame.cursor == Position(row: 4, column: 3))
  }

  @Test("a mark under the cursor is seen beside it, and in mono it differs by more than colour")
  func styles() throws {
    var world = try world()
    try world.press("k", delivering: false)
    #expect(world.frame.text(ofRow: 5).hasPrefix(" ▸*☐"))
    #expect(world.frame.styledText(ofRow: 5).contains("{marked:*}"))
    #expect(!Theme.mono[.marked].emphasis.isEmpty && !Theme.mono[.current].emphasis.isEmpty)
    #expect(!Theme.mono[.match].emphasis.isEmpty)
  }

  @Test("in a narrow window the header leaves out what matters least, and cuts nothing")
  func header() throws {
    for (columns, text) in [
      (100, "○ FOLLOWER ro   leader tab 1   tab 2 of 3   term 7   live"),
      (60, "○ FOLLOWER ro   leader tab 1   tab 2 of 3   live"),
    ] {
      let world = World(["one"], as: World.follower, columns: columns)
      #expect(world.frame.text(ofRow: 0).hasSuffix("   " + text))
    }
  }

  @Test("prompts in ASCII are ASCII alone, at every size")
  func ascii() throws {
    for (columns, rows) in [(100, 30), (80, 24), (40, 10), (20, 5), (1, 1)] {
      for keys in [":", "t", "#", "s", "/ö", "f", "E漢", "a", "?"] {
        var world = try world(columns, rows, Settings(), .ascii)
        try world.press(keys, delivering: false)
        let text = world.frame.text
        #expect(
          text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) },
          "\(keys) at \(columns)x\(rows): \(text)")
        #expect(world.frame.cursor != nil)
      }
    }
  }

  @Test("in words, priorities and marks are words too")
  func accessible() throws {
    var settings = Settings()
    settings.accessible = true
    var world = try world(100, 30, settings)
    try world.press("kk", delivering: false)
    #expect(world.frame.text.contains("open high"))
    #expect(world.frame.text.contains("#home  (marked)"))
    #expect(world.frame.text.contains("sent"))
    #expect(!world.frame.text.contains(where: "─☐☑●○▸⇡↑".contains))
  }
}
