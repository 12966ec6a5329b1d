import ArgumentParser
import Foundation
import TodoApp

/// `todos add`.
struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Adds a todo, or one for each line of standard input.",
    discussion: """
      Examples:
        todos add Buy milk --tag home --due tomorrow
        todos add "Renew the certificate" --project launch --priority high --due 2026-12-01
        cut -d, -f1 wishes.csv | todos add -
      """)

  @OptionGroup var location: Location
  @Argument(help: "The title; - reads titles from standard input, one a line.")
  var text: [String]
  @Option(help: "The project.") var project: String?
  @Option(name: .customLong("tag"), help: "A tag; repeatable.") var tags: [String] = []
  @Option(help: "high, medium or low.") var priority: Priority?
  @Option(help: "A day: 2026-12-01, today, tomorrow, fri, 3d, 2w.") var due: DueDay?
  @Flag(help: "Prints what was added as JSON.") var json = false

  func run() throws {
    let todos = try titles().map { title in
      NewTodo(
        title: title, priority: priority, project: Self.bare(project, "+"),
        tags: tags.compactMap { Self.bare($0, "#") }, due: due?.day)
    }
    guard !todos.isEmpty else { return }
    let path = try location.pathWithFolder()
    let added = try Writing.edit(at: path) { edit in try todos.map(edit.add) }
    if json {
      try Output.line(text == ["-"] ? JSONText.array(added) : JSONText.object(added[0]))
    } else if Output.isTerminal {
      for todo in added { try Output.line("Added \(Listing.line(todo))") }
    } else {
      for todo in added { try Output.line(String(todo.id)) }
    }
  }

  private func titles() throws -> [String] {
    guard text == ["-"] else { return [text.joined(separator: " ")] }
    var titles: [String] = []
    while let line = readLine() {
      if !line.allSatisfy(\.isWhitespace) { titles.append(line) }
    }
    return titles
  }

  /// People write `#home` as well as `home`.
  private static func bare(_ name: String?, _ sign: String) -> String? {
    guard let name else { return nil }
    let bare = name.hasPrefix(sign) ? String(name.dropFirst()) : name
    return bare.isEmpty ? nil : bare
  }
}

extension Priority: ExpressibleByArgument {}

/// A day on the command line, seen from today.
struct DueDay: ExpressibleByArgument {
  let day: Day

  init?(argument: String) {
    guard let day = Day(words: argument, today: Clock.moment().day) else { return nil }
    self.day = day
  }
}
