import Foundation

/// `todos`.
struct Ours: ScreenCandidate {
  static let name = "todos"
  var name: String { Self.name }
  let program: String
  var package: String { "built beside penholder-bench: Assets/build" }

  func prepare(_ list: TodoList, in folder: String, programs: Programs) throws -> Launch {
    let database = folder + "/list.sqlite"
    let text = list.titles.map { $0 + "\n" }.joined()
    try text.write(toFile: folder + "/list.txt", atomically: false, encoding: .utf8)
    try run(
      program, ["import", "--db", database, "--format", "todotxt", folder + "/list.txt"],
      environment: ScreenSetting.environment(home: folder))
    return launch(database, isEmpty: list.size == 0)
  }

  /// One more screen on the same list.
  func launch(_ database: String, isEmpty: Bool) -> Launch {
    Launch(
      words: [program, "--db", database], landmark: isEmpty ? "Nothing here" : nil,
      endsGently: true)
  }
}
