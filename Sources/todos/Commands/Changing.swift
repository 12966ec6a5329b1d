import ArgumentParser
import TodoApp

/// What `done`, `undone` and `remove` have in common: ids, and all of them or none.
struct Chosen: ParsableArguments {
  @OptionGroup var location: Location
  @Argument(
    help: "The numbers of todos, as `todos list` shows them.", completion: Candidates.ids) var ids:
    [TodoID]
  @Flag(help: "Prints the todos as a JSON array.") var json = false

  /// Changes all of them, by one request, and prints them.
  func change(
    _ verb: String, _ body: @Sendable @escaping (TodoStore, [Int64]) async throws -> [Todo]
  ) throws {
    let numbers = ids.map(\.number)
    guard let path = try location.existingPath() else {
      throw TodoStoreError.noSuchTodo(numbers[0])
    }
    let todos = try Writing.with(path) { try await body($0, numbers) }
    if json { return try Output.line(JSONText.array(todos)) }
    guard Output.isTerminal else { return }
    for todo in todos { try Output.line("\(verb) \(Listing.line(todo))") }
  }
}

/// A todo's number, with or without the `#`.
struct TodoID: ExpressibleByArgument {
  let number: Int64

  init?(argument: String) {
    let digits = argument.hasPrefix("#") ? String(argument.dropFirst()) : argument
    guard let number = Int64(digits), number > 0 else { return nil }
    self.number = number
  }
}

/// `todos done`.
struct Done: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Marks todos as done.",
    discussion: "Example:\n  todos done 42 43")
  @OptionGroup var chosen: Chosen

  func run() throws { try chosen.change("Done   ") { try await $0.setDone($1, true) } }
}

/// `todos undone`.
struct Undone: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undone", abstract: "Marks todos as not done.",
    discussion: "Example:\n  todos undone 42")
  @OptionGroup var chosen: Chosen

  func run() throws { try chosen.change("Open   ") { try await $0.setDone($1, false) } }
}

/// `todos remove`.
struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Takes todos out of the list.",
    discussion: "Example:\n  todos remove 42")
  @OptionGroup var chosen: Chosen

  func run() throws { try chosen.change("Removed") { try await $0.remove($1) } }
}
