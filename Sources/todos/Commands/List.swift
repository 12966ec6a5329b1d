import ArgumentParser
import CommandLineKit
import Foundation
import TodoApp

/// `todos list`: reads beside running tabs and takes part in nothing.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists todos.",
    discussion: """
      A query is words that all have to be so: a part of the text, #tag, +project, !high, due:today, \
      due<fri, due:none, is:overdue, is:recurring, is:part, has:notes, id:42; with a - before it the \
      opposite. Words in quotation marks belong together.

      Examples:
        todos list
        todos list '#home' --sort due --limit 10
        todos list 'due<=fri' '-#home'
        todos list --done --json
      """)

  @OptionGroup var location: Location
  @Argument(help: "What to look for.", completion: Candidates.labels) var query: [String] = []
  @Flag(exclusivity: .exclusive) var scope = Scope.open
  @Option(help: ArgumentHelp("\(Order.allValueStrings.joined(separator: ", ")).", valueName: "key"))
  var sort = Order.list
  @Flag(help: "The order turned round.") var reverse = false
  @Option(help: "At most as many.") var limit: Int?
  @Flag(help: "A JSON array.") var json = false

  typealias Order = TodoQuery.Order

  /// Which todos.
  enum Scope: EnumerableFlag {
    case open, done, all

    static func help(for value: Scope) -> ArgumentHelp? {
      switch value {
      case .open: "Those that are to be done (default)."
      case .done: "Those that are done."
      case .all: "All of them."
      }
    }
  }

  /// The screen reads over what is no condition yet. Who asks for `is:don` must not get everything.
  private static func meaningless(_ word: String) -> Failure {
    Failure(
      "“\(Printable.line(word))” is no condition. What works: \(Filter.examples). A word in quotation "
        + "marks is looked for as it is.", exit: 64)
  }

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0.") }
  }

  func run() throws {
    let scope: TodoQuery.Scope =
      switch scope {
      case .open: .open
      case .done: .done
      case .all: .all
      }
    let now = Clock.moment()
    let text = query.joined(separator: " ")
    if let word = Filter(text, at: now).ignored.first { throw Self.meaningless(word) }
    let wanted = TodoQuery(
      text, scope: scope, order: sort, isReversed: reverse, limit: limit)
    let todos =
      try location.existingPath().map { try wanted.read(at: $0, now: now) } ?? []
    if json { return try Output.line(JSONText.array(todos)) }
    if todos.isEmpty, Output.isTerminal {
      Output.complain(
        query.isEmpty && scope == .open
          ? "Nothing here. `todos add` adds one." : "Nothing found. `todos list --all` shows all.")
    }
    let width = todos.map { String($0.id).count }.max() ?? 1
    for todo in todos { try Output.line(Listing.line(todo, idWidth: width)) }
  }
}

extension TodoQuery.Order: ExpressibleByArgument {}

/// A todo on a line of text.
enum Listing {
  /// `#42  [ ] !!  2026-11-24  Buy milk  +home #shop`: fixed fields first, free text last.
  static func line(_ todo: Todo, idWidth: Int = 1) -> String {
    let id = "#\(todo.id)"
    let padding = String(repeating: " ", count: max(0, idWidth + 1 - id.count))
    let mark =
      switch todo.priority {
      case .high: "!!"
      case .medium: "! "
      case .low: ". "
      case nil: "  "
      }
    let due = todo.due?.iso ?? "          "
    let labels = (todo.project.map { ["+\($0)"] } ?? []) + todo.tags.map { "#\($0)" }
    let text = ([todo.title] + labels).joined(separator: " ")
    return "\(padding)\(id) \(todo.done ? "[x]" : "[ ]") \(mark) \(due) \(Printable.line(text))"
  }
}

/// Todos as JSON.
enum JSONText {
  private static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// One object on one line.
  static func object(_ value: some Encodable) throws -> String {
    Printable.json(String(decoding: try encoder().encode(value), as: UTF8.self))
  }

  /// An array, an element a line.
  static func array(_ values: [some Encodable]) throws -> String {
    let encoder = encoder()
    let lines = try values.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    return Printable.json("[" + lines.joined(separator: ",\n ") + "]")
  }
}
