import Foundation

/// What nobody can be below: `cat` writes a whole screen when it starts, and then each key as it comes.
struct Floor: ScreenCandidate {
  var name: String { "floor (cat)" }
  var program: String { "cat" }
  var package: String { "Debian: coreutils" }

  func prepare(_ list: TodoList, in folder: String, programs: Programs) throws -> Launch {
    let rows = list.titles.prefix(ScreenSetting.rows)
    let text = "empty\r\n" + rows.map { $0 + "\r\n" }.joined()
    try text.write(toFile: folder + "/screen", atomically: false, encoding: .utf8)
    return Launch(
      words: [programs.find(program) ?? program, folder + "/screen", "-"],
      landmark: list.size == 0 ? "empty" : nil, raw: true)
  }
}
