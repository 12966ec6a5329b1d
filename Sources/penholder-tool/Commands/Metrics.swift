import ArgumentParser
import CommandLineKit
import Penholder

/// `penholder metrics`: what every living tab has counted. Takes part in nothing.
struct Metrics: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints what every tab of a database has counted.",
    discussion: """
      Looks only, as status does. In JSON durations are in nanoseconds, and what nobody has measured \
      yet is null; for Prometheus (text format 0.0.4) they are in seconds.

      Example:
        penholder metrics notes.sqlite --format prometheus
      """)

  @OptionGroup var target: DatabaseArgument
  @Option(help: "How to print it.") var format = MetricsFormat.json

  func run() async throws {
    try await Tool.run {
      try Tool.requireDatabase(target.database)
      let status = try MultiTabDatabase.status(at: target.database)
      try Tool.say(format.text(status))
    }
  }
}

extension MetricsFormat: ExpressibleByArgument {}
