import Foundation

/// vit: Python and urwid, a face of taskwarrior, which it runs for each look at the list.
struct Vit: ScreenCandidate {
  var name: String { "vit" }
  var program: String { "vit" }
  var companions: [String] { ["task"] }
  var package: String { "Debian: vit, taskwarrior" }
  var limit: Int { 1_000 }
  var reason: String { "so that a run ends in minutes" }

  func prepare(_ list: TodoList, in folder: String, programs: Programs) throws -> Launch {
    let data = folder + "/.task"
    for path in [data, folder + "/.vit"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    try "data.location=\(data)\nconfirmation=no\nnews.version=2.6.0\n"
      .write(toFile: folder + "/.taskrc", atomically: false, encoding: .utf8)
    try "".write(toFile: folder + "/.vit/config.ini", atomically: false, encoding: .utf8)
    let start = 1_700_000_000
    let lines = list.titles.enumerated().map { index, title in
      let digits = TodoList.name(index).suffix(6)
      return """
        [description:"\(title)" entry:"\(start + index)" modified:"\(start + index)" \
        status:"pending" uuid:"00000000-0000-4000-8000-000000\(digits)"]

        """
    }
    try lines.joined()
      .write(toFile: data + "/pending.data", atomically: false, encoding: .utf8)
    return Launch(
      words: [programs.find(program) ?? program],
      landmark: list.size == 0 ? "vit (" : nil)
  }
}
