import ArgumentParser
import Foundation
import Penholder

/// `penholder tab`: a full tab, driven by lines of JSON.
struct TabCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tab",
    abstract: "Is a full tab of a database, driven by JSON lines on standard input.",
    discussion: """
      Each line of input is an object with an id and an op: read, execute, write, queueWrite, info, \
      waitForLeadership, requestLeadership, resign, checkpoint, allowNonLeaderWrites, metrics, \
      resetMetrics, close. Each line of output answers one of them, or is an event. Requests run \
      side by side; writes keep their order. The end of input, close and SIGTERM leave cleanly. \
      Each op's fields, and the events: the page "A tab by lines of JSON" of the documentation \
      (Sources/Penholder/Penholder.docc/JSONLines.md).

      Example:
        echo '{"id": 1, "op": "info"}' | penholder tab notes.sqlite
      """)

  /// What becomes of a write while this tab does not lead.
  enum Policy: String, ExpressibleByArgument, CaseIterable {
    case leaderOnly = "leader-only"
    case wait, queue
  }

  @OptionGroup var target: DatabaseArgument
  @Flag(help: "Never lead.") var observer = false
  @Option(help: "For how many seconds a silent leader is believed.") var lease = 1.2
  @Option(help: "What becomes of a write while this tab does not lead.")
  var policy = Policy.leaderOnly

  func validate() throws {
    guard lease >= 0.15 && lease <= 86_400 else {
      throw ValidationError("--lease is a number of seconds, from 0.15 to 86400.")
    }
  }

  func run() async throws {
    try await Tool.run {
      try Tool.requireFolder(of: target.database)
      var configuration = MultiTabDatabase.Configuration()
      configuration.isObserver = observer
      configuration.lease = .seconds(lease)
      let writePolicy = MultiTabDatabase.WritePolicy(rawValue: policy.rawValue) ?? .leaderOnly
      configuration.writePolicy = writePolicy
      let database = try await MultiTabDatabase.open(
        at: target.database, configuration: configuration)
      await TabSession(database, policy: writePolicy).run()
    }
  }
}
