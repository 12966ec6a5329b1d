import ArgumentParser
import CommandLineKit
import Foundation
import TodoApp

/// `todos edit`.
struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Changes a todo: its title, or anything else about it.",
    discussion: """
      What is not named stays as it is. Everything is changed at once or nothing is.

      Examples:
        todos edit 42 Buy oat milk
        todos edit 42 --due 'tomorrow 9am' --priority high --tag home
        todos edit 42 --clear due --clear tags
      """)

  /// What can be taken away.
  enum Field: String, ExpressibleByArgument, CaseIterable {
    case project, tags, priority, due, notes, recurrence
  }

  @OptionGroup var location: Location
  @Argument(help: "The number of the todo.", completion: Candidates.ids) var id: TodoID
  @Argument(help: "The new title.") var text: [String] = []
  @Option(help: "The project.", completion: Candidates.projects) var project: String?
  @Option(name: .customLong("tag"), help: "One more tag; repeatable.", completion: Candidates.tags)
  var tags: [String] = []
  @Option(
    name: .customLong("untag"), help: "One tag less; repeatable.", completion: Candidates.tags)
  var untags: [String] = []
  @Option(help: "high, medium or low.") var priority: Priority?
  @Option(
    parsing: .unconditional,
    help: "When: fri, 'tomorrow 9am', 2w, -1d, 2026-12-01.", completion: Candidates.days,
    transform: DueWords.due)
  var due: Due?
  @Option(help: "The notes.") var notes: String?
  @Option(
    help: "It comes again: 1w from the day it is done, +1w from the day it was due, monthly.",
    transform: DueWords.recurrence)
  var recurrence: Recurrence?
  @Option(help: "Takes away what there is: project, tags, priority, due, notes, recurrence.")
  var clear: [Field] = []
  @Flag(help: "Prints the todo as JSON.") var json = false

  func validate() throws {
    if edits.isEmpty {
      throw ValidationError("Say what is to be different: a new title, or options.")
    }
  }

  private var edits: [TodoEdit] {
    var edits = clear.map { field -> TodoEdit in
      switch field {
      case .project: .project(nil)
      case .tags: .tags([])
      case .priority: .priority(nil)
      case .due: .due(nil)
      case .notes: .notes("")
      case .recurrence: .recurrence(nil)
      }
    }
    if !text.isEmpty { edits.append(.title(text.joined(separator: " "))) }
    if let project = Add.bare(project, "+") { edits.append(.project(project)) }
    edits += tags.compactMap { Add.bare($0, "#") }.map { .addTag($0) }
    edits += untags.compactMap { Add.bare($0, "#") }.map { .removeTag($0) }
    if let priority { edits.append(.priority(priority)) }
    if let due { edits.append(.due(due)) }
    if let notes { edits.append(.notes(notes)) }
    if let recurrence { edits.append(.recurrence(recurrence)) }
    return edits
  }

  func run() throws {
    let (number, edits) = (id.number, edits)
    guard let path = try location.existingPath() else { throw TodoStoreError.noSuchTodo(number) }
    let todos = try Writing.with(path) { try await $0.edit([number], edits) }
    if json {
      for todo in todos { try Output.line(JSONText.object(todo)) }
    } else if Output.isTerminal {
      for todo in todos { try Output.line("Changed \(Listing.line(todo))") }
    }
  }
}

/// Dates and repetitions on the command line, as people say them.
enum DueWords {
  /// - Throws: `ValidationError` that says what works.
  static func due(_ text: String) throws -> Due {
    guard let due = Due(words: text, at: Clock.moment()) else {
      throw ValidationError(Due.objection(to: text))
    }
    return due
  }

  /// The same.
  static func recurrence(_ text: String) throws -> Recurrence {
    guard let recurrence = Recurrence(words: text) else {
      throw ValidationError(
        "“\(text)” is no repetition. What works: 1d, 2w, weekly, every 2 months, and +1w from the due date."
      )
    }
    return recurrence
  }
}
