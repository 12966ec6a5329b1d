import ArgumentParser

/// `todos status`.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says who leads and who is there.", discussion: "Example:\n  todos status --json")

  func run() throws {}
}
