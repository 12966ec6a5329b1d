/// What the screen suite measures.
enum ScreenMeasures {
  static let start = Measure(
    name: "start", title: "Start → list on the screen", unit: .nanoseconds,
    goals: [1_000: 30_000_000, 100_000: 60_000_000])
  static let move = Measure(
    name: "move", title: "Cursor down → screen", unit: .nanoseconds, hasTail: true,
    goal: 2_000_000)
  static let scroll = Measure(
    name: "scroll", title: "Cursor down at the lower end → screen", unit: .nanoseconds,
    hasTail: true, goal: 2_000_000)
  static let moveBytes = Measure(
    name: "moveBytes", title: "Written for a cursor move", unit: .bytes, goal: 320)
  static let scrollBytes = Measure(
    name: "scrollBytes", title: "Written for a move that scrolls", unit: .bytes,
    goal: 320)
  static let idleBytes = Measure(
    name: "idleBytes", title: "Written while nothing happens, in a second", unit: .bytes,
    goal: 0)
  static let commit = Measure(
    name: "commit", title: "Enter in one tab → text in another", unit: .nanoseconds,
    hasTail: true, goal: 10_000_000)
  static let resident = Measure(
    name: "resident", title: "Memory, resident", unit: .memory, goals: [100_000: 30_000_000])
  static let proportional = Measure(
    name: "proportional", title: "Memory, its share of what is shared included", unit: .memory)
  static let own = Measure(name: "own", title: "Memory, its own", unit: .memory)

  /// In the order of the tables.
  static let all = [
    start, move, scroll, moveBytes, scrollBytes, idleBytes, commit, resident, proportional, own,
  ]
}
