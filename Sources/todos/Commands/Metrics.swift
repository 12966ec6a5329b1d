import ArgumentParser
import CommandLineKit
import Penholder

extension MetricsFormat: ExpressibleByArgument {}

/// `todos metrics`: takes part in nothing.
struct Metrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Prints what every tab of the list has counted.",
    discussion: """
      Looks only: the tabs do not notice. In JSON durations are in nanoseconds, and what nobody has \
      measured yet is null; for Prometheus (text format 0.0.4) they are in seconds.

      Examples:
        todos metrics
        todos metrics --format prometheus
      """)

  @OptionGroup var location: Location
  @Option(help: "How to print it.") var format = MetricsFormat.json

  func run() throws {
    let path = try location.requiredPath()
    try Output.line(try format.text(MultiTabDatabase.status(at: path)))
  }
}

/// `todos watch`: an observer that prints what it is told.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Prints what happens to the list, an event per line, until interrupted.",
    discussion: """
      Never leads. Events are hints: after a gap, read the list again.

      Examples:
        todos watch
        todos watch --json --count 10 --timeout 60
      """)

  @OptionGroup var location: Location
  @Flag(help: "One JSON object per line.") var json = false
  @Option(help: "End after so many events.") var count: Int?
  @Option(help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count counts from 1.") }
    if let timeout, Duration(commandLine: timeout) == nil {
      throw ValidationError("--timeout is a number of seconds, 0 or more.")
    }
  }

  func run() throws {
    EndingSignals.takeAside()
    let path = try location.requiredPath()
    let (json, count, limit) = (json, count, timeout.flatMap { Duration(commandLine: $0) })
    try Writing.waiting {
      try await Watching.run(path, json: json, count: count, timeout: limit)
    }
  }
}
