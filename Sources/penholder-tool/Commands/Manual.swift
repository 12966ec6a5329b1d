import ArgumentParser
import CommandLineKit

/// What `Assets/manpages` keeps in `Assets/man`.
struct Manual: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the manual page.",
    discussion: "Example:\n  penholder manual | man -l -", shouldDisplay: false)

  func run() async throws {
    try await Tool.run {
      try Tool.say(ManualPage(dump: PenholderTool._dumpHelp()).text().dropLast())
    }
  }
}
