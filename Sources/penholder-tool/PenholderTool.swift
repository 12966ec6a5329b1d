import ArgumentParser
import CommandLineKit
import Foundation
import Penholder

/// The entry: what has to happen before there is a second thread, then the command. The main thread
/// itself takes the signals: an asynchronous `main` would lend it to a library that unblocks them.
@main
enum Main {
  static func main() {
    Descriptors.occupyStandardOnes()
    let signals = EndingSignals.block()
    MultiTabDatabase.surviveTruncation()
    SQLiteProcess.configure()
    do { try Threads.require() } catch {
      Tool.complain(error.message)
      exit(error.exit)
    }
    Task.detached {
      await run()
      exit(0)
    }
    EndingSignals.take(signals)
  }

  /// As the parser's own `main`, but what it does not understand is one sentence.
  private static func run() async {
    do {
      var command = try await PenholderTool.asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard PenholderTool.exitCode(for: error) == .validationFailure else {
        PenholderTool.exit(withError: error)
      }
      let message = PenholderTool.fullMessage(for: error, columns: .max)
      Tool.complain(
        Misuse.sentence(
          PenholderTool.message(for: error), help: Misuse.help(in: message, of: "penholder")))
      exit(EX_USAGE)
    }
  }
}

struct PenholderTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "penholder",
    abstract: "Looks at, listens to and writes to a SQLite database that several processes share.",
    discussion: """
      Of all tabs that have a database open, one leads and alone writes.

      Example:
        penholder exec notes.sqlite 'CREATE TABLE note (text)'
        penholder status notes.sqlite

      Exit codes: 0 done, 64 usage, 65 bad data, 66 no such file, 69 unavailable, 73 cannot \
      create, 74 input/output error, 75 not applied: try again, 76 not known whether it was \
      carried out: ask again with the key that is named, 77 not permitted.
      """,
    version: VersionLine.text,
    subcommands: [Status.self, Watch.self, Exec.self, Metrics.self, TabCommand.self, Manual.self])
}

/// What every command is given.
struct DatabaseArgument: ParsableArguments {
  @Argument(help: "The database file.", completion: .file())
  var database: String
}
