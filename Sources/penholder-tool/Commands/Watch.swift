import ArgumentParser
import CommandLineKit

/// `penholder watch`: an observer that prints what it is told.
struct Watch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints every event of a database, one per line, until interrupted.",
    discussion: """
      Never leads. Events are hints: after a gap, read the database again.

      Example:
        penholder watch notes.sqlite --json --count 10 --timeout 60
      """)

  @OptionGroup var target: DatabaseArgument
  @Flag(help: "One JSON object per line.") var json = false
  @Option(help: "End after so many events.") var count: Int?
  @Option(help: "End after so many seconds.") var timeout: Double?

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count counts from 1.") }
    if let timeout, Duration(commandLine: timeout) == nil {
      throw ValidationError("--timeout is a number of seconds, 0 or more.")
    }
  }

  func run() async throws {
    try await Tool.run {
      try Tool.requireDatabase(target.database)
      try await Watching.run(
        target.database, json: json, count: count,
        timeout: timeout.flatMap { Duration(commandLine: $0) })
    }
  }
}
