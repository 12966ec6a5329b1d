import Screen
import TestSupport
import Testing

@testable import TodoApp

@Suite("Random sessions", .ownThread)
struct RandomTests {
  static let keys = [
    "j", "k", "j", "k", "<Down>", "<Up>", "g", "G", "<C-d>", "<C-u>", "<PgDn>", "<PgUp>", "a", "e",
    "<Enter>", "<Enter>", "x", "d", "u", "L", "M", "?", "!", "s", "<C-l>", "<Esc>", "<Esc>", "<F1>",
    "w", "漢", "y", "<C-y>", "<A-BS>", "<S-Left>", "<Click-8-6>", "<DoubleClick-8-6>",
    "<WheelDown-1-1>",
    "<C-p>", "<Tab>", "/", "1", "A", "E", "p", "t", "#", "+", ">", "<lt>", "J", "K", "<Space>", "v",
    "V", "n",
    "é", "👩🏽", "<BS>", "<Del>", "<Left>", "<Right>", "<Home>", "<End>", "<C-w>", "<C-k>", "q",
    "<A-b>",
  ]

  /// A failing seed is printed with the failure and becomes a named test.
  @Test(
    "keys, resizes and remote changes in any order keep the cursor's todo, the drafts and the frame",
    arguments: 1...100)
  func session(seed: Int) throws {
    var dice = Seeded(seed: UInt64(seed) &* 7_919)
    var world = World(
      (0..<Int.random(in: 0...400, using: &dice)).map { "todo \($0) 漢字 e\u{301}" },
      repertoire: seed % 3 == 0 ? .ascii : .unicode)
    for step in 0..<250 {
      let before = world.state
      let action = try play(&world, &dice)
      let label = "seed \(seed), step \(step), \(action)"
      try check(world, before, label, remote: action.hasPrefix("remote"))
    }
    world.deliver()
    world.refusal = nil
    world.send(.coordination(World.leader, nil))
    var closings = 0
    while world.state.mode != .list || world.state.overlay != nil, closings < 2_000 {
      try world.press("<Esc>")
      closings += 1
    }
    world.deliver()
    #expect(world.state.mode == .list, "seed \(seed)")
    world.state.list.query = ListQuery()
    world.send(.gap(missed: 1))
    world.deliver()
    #expect(world.state.pending.isEmpty && world.state.edits.pending.isEmpty, "seed \(seed)")
    #expect(world.state.list.marks.isEmpty, "seed \(seed)")
    let window = world.state.list.window
    #expect(window.total == world.todos.count, "seed \(seed)")
    let isSame =
      window.todos == Array(world.todos.dropFirst(window.offset).prefix(window.todos.count))
    #expect(
      isSame,
      "seed \(seed): the view differs from the store in the end")
  }

  private func play(_ world: inout World, _ dice: inout Seeded) throws -> String {
    world.milliseconds += Int64.random(in: 0...5_000, using: &dice)
    switch Int.random(in: 0..<22, using: &dice) {
    case 0..<10:
      let key = Self.keys.randomElement(using: &dice) ?? "j"
      try world.press(key, delivering: false)
      return "key \(key)"
    case 10:
      let sizes = [(100, 30), (80, 24), (40, 10), (20, 5), (1, 1), (300, 3), (2, 60), (30, 8)]
      let (columns, rows) = sizes.randomElement(using: &dice) ?? (1, 1)
      world.send(.resized(Size(columns: columns, rows: rows)))
      return "resize \(columns)x\(rows)"
    case 11: return remoteInsert(&world, &dice)
    case 12, 13: return remoteChange(&world, &dice)
    case 14:
      world.send(.coordination(Bool.random(using: &dice) ? World.leader : World.follower, nil))
      return "role"
    case 15:
      let refusals: [Refusal?] = [
        nil, nil, nil, .notLeader, .failed("why not"), .timedOut(maybeApplied: false),
      ]
      world.refusal = refusals.randomElement(using: &dice) ?? nil
      return "refusal"
    case 16:
      world.send(.dataChanged(commit: Bool.random(using: &dice) ? world.commit : nil))
      return "announce"
    case 17:
      world.send(.gap(missed: 3))
      return "gap"
    case 18 where !world.outbox.isEmpty:
      // Answers overtake each other.
      let index = Int.random(in: 0..<world.outbox.count, using: &dice)
      if case .perform(let ticket, _, _) = world.outbox[index] {
        world.send(.written(ticket: ticket, .unknown))
      }
      return "remote silence"
    case 19:
      world.send(
        .key(
          .paste(
            (0..<Int.random(in: 1...90, using: &dice)).map { "line \($0)" }.joined(separator: "\n"))
        ))
      return "key paste"
    default:
      world.deliverOne()
      return "remote answer"
    }
  }

  private func remoteInsert(_ world: inout World, _ dice: inout Seeded) -> String {
    let index = Int.random(in: 0...world.todos.count, using: &dice)
    _ = world.insert("from 3", at: index, by: 3)
    return "remote insert at \(index)"
  }

  private func remoteChange(_ world: inout World, _ dice: inout Seeded) -> String {
    guard let id = world.todos.randomElement(using: &dice)?.id else { return "remote nothing" }
    if Bool.random(using: &dice) {
      world.remove(id, by: 3)
      return "remote remove \(id)"
    }
    world.update(id, by: 3) { $0.title += "." }
    return "remote update \(id)"
  }

  private func check(_ world: World, _ before: State, _ label: String, remote: Bool) throws {
    let list = world.state.list
    // S1: what a key would hit is what is painted at the cursor's place.
    if let selected = list.selected {
      try #require(list.window.todo(at: list.selectedPlace)?.id == selected, "\(label)")
    } else {
      try #require(list.window.todos.isEmpty, "\(label)")
    }
    if remote, let selected = before.list.selected, before.list.target == nil,
      before.list.sought == nil, before.followed == nil, list.sought == nil,
      before.editor?.line.text == world.state.editor?.line.text,
      list.window.place(of: selected) != nil
    {
      let isSame = list.selectedTodo?.isCalled(selected) == true
      try #require(isSame, "\(label): the cursor left its todo")
    }
    // Nothing is seen twice, whichever comes first of a receipt and the snapshot that holds it.
    let marks = list.window.todos.compactMap(\.mark)
    try #require(Set(marks).count == marks.count, "\(label): a todo is there twice")
    // A draft disappears only by a key, and then only into a change or by being dropped.
    if remote, let draft = before.editor {
      try #require(world.state.editor?.line.text == draft.line.text, "\(label): a draft was lost")
    }
    let size = world.state.size
    let frame = view(world.state, size: size)
    try #require(frame.size == size, "\(label)")
    for row in 0..<size.rows {
      let columns = frame.cells(inRow: row).reduce(0) { $0 + $1.width }
      try #require(columns == size.columns, "\(label): row \(row) takes \(columns) columns")
    }
    try #require(frame.cursor != nil, "\(label): the cursor is nowhere")
  }
}
