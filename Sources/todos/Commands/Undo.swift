import ArgumentParser
import CommandLineKit
import TodoApp

/// What `undo` and `redo` have in common.
struct Turning: ParsableArguments {
  @OptionGroup var location: Location
  @Flag(help: "Prints what was done, as JSON.") var json = false

  func run(isRedo: Bool) throws {
    guard let path = try location.existingPath() else {
      throw TodoStoreError.nothingToUndo(isRedo: isRedo)
    }
    let turned = try Writing.with(path) { try await $0.turn(isRedo: isRedo) }
    if json {
      return try Output.line(
        JSONText.object(
          Report(
            kind: turned.kind.rawValue, redo: turned.isRedo, count: turned.count, id: turned.id)))
    }
    guard Output.isTerminal else { return }
    let verb = isRedo ? "Done again" : "Undone"
    let what =
      turned.count == 1
      ? "#\(turned.id) “\(Printable.line(turned.title))”" : "\(turned.count) todos"
    try Output.line("\(verb): \(turned.kind.rawValue), \(what).")
  }

  private struct Report: Encodable {
    var kind: String
    var redo: Bool
    var count: Int
    var id: Int64
  }
}

/// `todos undo`.
struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Takes back the last change made in this terminal, by commands or the screen.",
    discussion: """
      Changes of others stay, and what somebody has changed since is not taken back: that is said.

      Example:
        todos undo
      """)
  @OptionGroup var turning: Turning

  func run() throws { try turning.run(isRedo: false) }
}

/// `todos redo`.
struct Redo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redo", abstract: "Makes again what was taken back last in this terminal.",
    discussion: "Example:\n  todos redo")
  @OptionGroup var turning: Turning

  func run() throws { try turning.run(isRedo: true) }
}

/// `todos clear-done`.
struct ClearDone: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear-done",
    abstract: "Takes what is done out of the list.",
    discussion: """
      What has open parts stays. `todos undo` brings all of it back.

      Example:
        todos clear-done
      """)
  @OptionGroup var location: Location
  @Flag(help: "Prints how many there were, as JSON.") var json = false

  func run() throws {
    var count = 0
    if let path = try location.existingPath() {
      count = try Writing.with(path) { try await $0.clearDone() }
    }
    if json { return try Output.line(JSONText.object(["removed": count])) }
    guard Output.isTerminal else { return }
    try Output.line("Took \(count) \(count == 1 ? "todo" : "todos") out of the list.")
  }
}
