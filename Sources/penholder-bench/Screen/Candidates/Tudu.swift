import Foundation

/// tudu: C++ and ncurses, an outline in XML.
struct Tudu: ScreenCandidate {
  var name: String { "tudu" }
  var program: String { "tudu" }
  var package: String { "Debian: tudu" }

  func prepare(_ list: TodoList, in folder: String, programs: Programs) throws -> Launch {
    let items = list.titles.map {
      "\t<todo collapse=\"no\">\n\t\t<title>\($0)</title>\n\t\t<text></text>\n\t</todo>\n"
    }
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <todo collapse="no">
      \t<title>ToDo</title>
      \t<text></text>
      \(items.joined())</todo>

      """
    let file = folder + "/list.xml"
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    return Launch(
      words: [programs.find(program) ?? program, "-f", file],
      landmark: list.size == 0 ? "q:quit" : nil, locks: [folder + "/.list.xml_lock"])
  }
}
