import ArgumentParser
import CommandLineKit
import Foundation

/// `todos doctor`: looks at everything that the list needs, and changes nothing.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what is wrong with the terminal, the file system or the list, and what to do.",
    discussion: """
      A line for each thing: ok, warning or problem, what it is, and what to do about it. Looks only: \
      the tabs do not notice. With a problem the exit code is 69 (something does not answer), 74 \
      (something cannot be read or written) or 65 (the settings are wrong).

      Examples:
        todos doctor
        todos doctor --thorough --json
      """)

  @OptionGroup var location: Location
  @Flag(help: "Has SQLite check the whole database; that takes seconds for a large one.")
  var thorough = false
  @Flag(help: "A JSON array.") var json = false

  func run() throws {
    let path = try location.path()
    var findings = Examination.terminal()
    findings.append(Examination.settings())
    findings += Examination.place(of: path)
    if FileManager.default.fileExists(atPath: path) {
      findings += Examination.permissions(of: path)
      findings += Examination.coordination(of: path)
      findings += Examination.contents(of: path, thorough: thorough)
    } else {
      findings.append(.ok("list", "there is none at \(path) yet; `todos add` makes one"))
    }
    findings.append(Examination.sqlite())
    if json {
      try Output.line(JSONText.array(findings))
    } else {
      for finding in findings { try Output.line(Printable.line(finding.line)) }
    }
    if let worst = findings.filter({ $0.level == .problem }).max(by: { $0.exit < $1.exit }) {
      throw ExitCode(worst.exit)
    }
  }
}

/// The looks of `todos doctor`.
enum Examination {}
