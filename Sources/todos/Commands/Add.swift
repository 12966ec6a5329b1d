import ArgumentParser
import CommandLineKit
import Foundation
import TodoApp

/// `todos add`.
struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Adds a todo, or one for each line of standard input.",
    discussion: """
      Lines of standard input are added in their order, by whichever tab leads. If one of them can be \
      no title it is named and none is added. What was added is printed: the numbers, or JSON.

      Examples:
        todos add Buy milk --tag home --due tomorrow
        todos add "Renew it" --project launch --priority high --due 2026-12-01
        todos add --quick 'Call the dentist #home !high due:fri'
        cut -d, -f1 wishes.csv | todos add -
      """)

  @OptionGroup var location: Location
  @Argument(help: "The title; - reads titles from standard input, one a line.")
  var text: [String]
  @Option(help: "The project.", completion: Candidates.projects) var project: String?
  @Option(name: .customLong("tag"), help: "A tag; repeatable.", completion: Candidates.tags)
  var tags: [String] = []
  @Option(help: "high, medium or low.") var priority: Priority?
  @Option(
    parsing: .unconditional,
    help: "When: fri, 'tomorrow 9am', 2w, -1d, 2026-12-01.", completion: Candidates.days,
    transform: DueWords.due)
  var due: Due?
  @Option(
    help: "It comes again: 1w from the day it is done, +1w from the day it was due, monthly.",
    transform: DueWords.recurrence)
  var recurrence: Recurrence?
  @Option(help: "The notes.") var notes = ""
  @Option(
    help: "The number of the todo that it is a part of.", completion: Candidates.ids)
  var parent: TodoID?
  @Flag(
    name: .shortAndLong,
    help: "Reads +project, #tag, !high, due:fri and every:week in the text, as the screen does.")
  var quick = false
  @Flag(help: "Prints what was added as JSON.") var json = false

  func run() throws {
    let lines = try lines()
    let now = Clock.moment()
    let todos = lines.map { todo(line: $0.title, at: now) }
    guard !todos.isEmpty else { return try report([]) }
    for (line, todo) in zip(lines, todos) { try check(todo, line) }
    let path = try location.pathWithFolder()
    let result = try Writing.with(path) { store in try await Self.add(todos, to: store) }
    try report(result.added)
    try complain(of: result.failures.map { (lines[$0.index], $0.error) })
  }

  /// What a line says, and what the options say over it.
  private func todo(line: String, at now: Moment) -> NewTodo {
    var misread: String?
    var todo =
      quick ? NewTodo(typed: line, at: now, misread: &misread) : NewTodo(title: line)
    if let misread {
      Output.complain("todos: “\(misread)” is no date or interval and stays in the title.")
    }
    todo.priority = priority ?? todo.priority
    todo.project = Self.bare(project, "+") ?? todo.project
    for tag in tags.compactMap({ Self.bare($0, "#") }) where !todo.tags.contains(tag) {
      todo.tags.append(tag)
    }
    todo.due = due ?? todo.due
    todo.recurrence = recurrence ?? todo.recurrence
    todo.notes = notes
    todo.parent = parent?.number
    return todo
  }

  /// A title, and where it stands in standard input.
  private struct Title {
    var title: String
    var line: Int?
  }

  private func lines() throws -> [Title] {
    guard text == ["-"] else { return [Title(title: text.joined(separator: " "))] }
    let lines = try Input.bytes(of: "-").split(separator: 0x0A, omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { index, bytes in
      guard let line = String(validating: bytes, as: UTF8.self) else {
        throw Failure("Line \(index + 1): It is not UTF-8. Nothing was added.", exit: 65)
      }
      return line.allSatisfy(\.isWhitespace) ? nil : Title(title: line, line: index + 1)
    }
  }

  /// What cannot be added is said before anything is.
  private func check(_ todo: NewTodo, _ line: Title) throws {
    guard let number = line.line else { return try todo.check() }
    do { try todo.check() } catch {
      throw Failure("Line \(number): \(error) Nothing was added.", exit: 65)
    }
  }

  private struct Added: Sendable {
    var added: [Todo]
    var failures: [(index: Int, error: Failure)]
  }

  private static func add(_ todos: [NewTodo], to store: TodoStore) async throws -> Added {
    var ids: [Int64] = []
    var failures: [(index: Int, error: Failure)] = []
    for (index, result) in try await store.add(todos).enumerated() {
      switch result {
      case .success(let id): ids.append(id)
      case .failure(let error):
        let isLeaderless = Writing.isLeaderless(error, store.database)
        let failure =
          isLeaderless ? Writing.noLeader(store.database) : Failure(ofTodos: error)
        failures.append((index, failure))
      }
    }
    return Added(added: try await store.rows(ids), failures: failures)
  }

  private func report(_ added: [Todo]) throws {
    if json {
      if text == ["-"] { return try Output.line(JSONText.array(added)) }
      for todo in added { try Output.line(JSONText.object(todo)) }
    } else if Output.isTerminal {
      for todo in added { try Output.line("Added \(Listing.line(todo))") }
    } else {
      for todo in added { try Output.line(String(todo.id)) }
    }
  }

  /// Which lines were not added, and why; the last reason decides what the shell is told.
  private func complain(of failures: [(line: Title, error: Failure)]) throws {
    guard let last = failures.last else { return }
    var rest = failures[...]
    while let first = rest.first {
      let alike = rest.prefix { $0.error.message == first.error.message }
      rest = rest.dropFirst(alike.count)
      let (from, to) = (first.line.line, alike.last?.line.line)
      var sentence = first.error.message
      if let from, let to {
        sentence = (from == to ? "Line \(to): " : "Lines \(from) to \(to): ") + sentence
      }
      if rest.isEmpty { throw Failure(last.error.code, sentence, exit: last.error.exit) }
      Output.complain("todos: \(sentence)")
    }
  }

  /// People write `#home` as well as `home`.
  static func bare(_ name: String?, _ sign: String) -> String? {
    guard let name else { return nil }
    let bare = name.hasPrefix(sign) ? String(name.dropFirst()) : name
    return bare.isEmpty ? nil : bare
  }
}

extension Priority: ExpressibleByArgument {}
