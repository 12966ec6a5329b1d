import ArgumentParser

/// Our figures beside the machine's limits and beside what a user would pick instead, from one run.
/// Absolute times say something about a machine only; what counts is the ratio within the run.
@main
struct PenholderBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "penholder-bench",
    abstract: "Measures Penholder beside the machine's limits and beside its rivals, in one run.",
    discussion: """
      Every candidate runs in processes of its own; rounds go from candidate to candidate, so that \
      what else the machine does falls on all of them. What is not installed is skipped and named.

      Example:
        penholder-bench screen --quick
        penholder-bench notify --quick --plots /tmp/plots
      """,
    subcommands: [
      NotifyCommand.self, ScreenCommand.self, WritesCommand.self, FailoverCommand.self,
      ReadsCommand.self, GrowthCommand.self, CountCommand.self, PerformCommand.self,
      WorkCommand.self,
    ])
}
