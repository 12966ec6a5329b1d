import ArgumentParser
import CommandLineKit
import Foundation
import TodoApp

extension TodoFormat: ExpressibleByArgument {}

/// Which file, and how it is written.
struct TodoFile: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "\(TodoFormat.allValueStrings.joined(separator: ", ")) (default: by the file's name, else json)."
    ))
  var format: TodoFormat?
  @Argument(
    help: "The file; - is standard input or output, which is the default.", completion: .file())
  var file = "-"

  var isStandard: Bool { file == "-" }

  /// - Throws: `Failure` if neither an option nor the name tells the format.
  func chosenFormat() throws -> TodoFormat {
    if let format { return format }
    if isStandard { return .json }
    guard let format = TodoFormat(fileName: file) else {
      throw Failure(
        "The name \(file) does not tell the format. Name it: --format todotxt, json, csv or markdown.",
        exit: EX_USAGE)
    }
    return format
  }
}

/// `todos import`.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes the todos of a file into the list.",
    discussion: """
      The whole file is read before anything is written: if a line is bad, it is named, and nothing is \
      imported. Todos get new numbers and stand at the end of the list, in the file's order. \
      Importing a file twice makes everything twice; `todos undo` takes all of it back. When it is interrupted (Ctrl-C, no leader in \
      time), it says which lines are in: always the first ones.

      Examples:
        todos import todo.txt
        todos import --keep-going wishes.csv
        todos export --db old.sqlite | todos import --db new.sqlite
      """)

  @OptionGroup var location: Location
  @OptionGroup var source: TodoFile
  @Flag(help: "Leaves bad lines out and says which.") var keepGoing = false
  @Flag(help: "Prints how many were added and which lines were bad, as JSON.") var json = false

  func run() throws {
    EndingSignals.takeAside()
    // A file that is not there is the first thing to say of it.
    let bytes = source.isStandard ? nil : try read()
    let format = try source.chosenFormat()
    let now = Clock.moment()
    let plan = ImportPlan(format.read(try bytes ?? read(), at: now))
    try refuse(plan.problems)
    var count = 0
    if !plan.todos.isEmpty { count = try add(plan) }
    try report(count, plan.problems)
  }

  private func read() throws -> [UInt8] {
    if source.isStandard, Descriptors.isTerminal(0) {
      throw Failure(
        "Standard input is the terminal. Name a file: `todos import todo.txt`.", exit: EX_USAGE)
    }
    return try Input.bytes(of: source.file)
  }

  private func refuse(_ problems: [FormatProblem]) throws {
    guard !keepGoing, let first = problems.first else { return }
    let more =
      switch problems.count {
      case 1: ""
      case 2: ", and line \(problems[1].line) has a problem too"
      default: ", and \(problems.count - 1) more lines have problems"
      }
    throw Failure(
      """
      Line \(first.line): \(Printable.line(first.reason.description))\(more). Nothing was imported; \
      --keep-going leaves out what is bad.
      """, exit: EX_DATAERR)
  }

  /// Adds one chunk after another, so that what is in is always the file's beginning. Whoever leads
  /// carries them out; each once, whoever dies meanwhile.
  private func add(_ plan: ImportPlan) throws -> Int {
    let path = try location.pathWithFolder()
    let todos = try Additions(plan.todos, parents: plan.parents)
    let interrupted = Interruption()
    let progress = Progress(total: plan.todos.count)
    EndingSignals.handle { number in
      if number == SIGTSTP { return EndingSignals.actByDefault(number) }
      interrupted.by(number)
      // The second one does not wait.
      EndingSignals.letBe()
    }
    let outcome = try Writing.with(path) { store in
      var count = 0
      do {
        for chunk in todos.chunks where interrupted.number == nil {
          try await store.add(chunk, of: todos)
          count += chunk.count
          progress.show(count)
        }
        return Outcome(count: count)
      } catch {
        let isLeaderless = Writing.isLeaderless(error, store.database)
        return Outcome(
          count: count,
          failure: isLeaderless ? Writing.noLeader(store.database) : Failure(ofTodos: error))
      }
    }
    EndingSignals.letBe()
    progress.clear()
    return try settle(outcome, plan, interrupted)
  }

  /// How far it came, and what stopped it.
  private struct Outcome: Sendable {
    var count: Int
    var failure: Failure?
  }

  private func settle(
    _ outcome: Outcome, _ plan: ImportPlan, _ interrupted: Interruption
  ) throws -> Int {
    let count = outcome.count
    let far =
      count == 0
      ? "Nothing was imported."
      : "The first \(count) todos are in the list, up to line \(plan.lines[count - 1])."
    if var failure = outcome.failure {
      // What follows is said instead.
      for words in [" Nothing was written: try again.", " Nothing was written."] {
        failure.message = failure.message.replacing(words, with: "")
      }
      failure.message += " " + far
      throw failure
    }
    if count < plan.todos.count, let number = interrupted.number {
      Output.complain("todos: Interrupted. \(far)")
      EndingSignals.actByDefault(number)
    }
    return count
  }

  private func report(_ count: Int, _ problems: [FormatProblem]) throws {
    if json {
      return try Output.line(
        JSONText.object(
          Report(
            added: count,
            problems: problems.map { .init(line: $0.line, reason: $0.reason.description) })))
    }
    // Of a file that has nothing but bad lines everybody has seen enough.
    let shown = 20
    for problem in problems.prefix(shown) {
      Output.complain(
        "todos: Line \(problem.line): \(Printable.line(problem.reason.description)).")
    }
    if problems.count > shown {
      Output.complain("todos: \(problems.count - shown) more lines have problems.")
    }
    if Output.isTerminal { try Output.line("Added \(count) \(count == 1 ? "todo" : "todos").") }
  }

  private struct Report: Encodable {
    struct Problem: Encodable {
      var line: Int
      var reason: String
    }

    var added: Int
    var problems: [Problem]
  }
}
