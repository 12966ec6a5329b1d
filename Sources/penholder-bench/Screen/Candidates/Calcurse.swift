import Foundation

/// calcurse: C and ncurses, a calendar with a todo list in a panel, in plain text.
struct Calcurse: ScreenCandidate {
  var name: String { "calcurse" }
  var program: String { "calcurse" }
  var package: String { "Debian: calcurse" }

  func prepare(_ list: TodoList, in folder: String, programs: Programs) throws -> Launch {
    let data = folder + "/calcurse"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let text = list.titles.map { "[1] \($0)\n" }.joined()
    try text.write(toFile: data + "/todo", atomically: false, encoding: .utf8)
    return Launch(
      words: [programs.find(program) ?? program, "-D", data],
      landmark: list.size == 0 ? "TODO" : nil,
      // From the calendar over the appointments to the todos.
      focus: ["\t", "\t"], locks: [data + "/.calcurse.pid"])
  }
}
