import ArgumentParser

/// The entry: what has to happen before there is a second thread, then the command.
@main
enum Main {
  static func main() async {
    Descriptors.occupyStandardOnes()
    Signals.takeOver()
    await PenholderTool.main()
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
      create, 74 input/output error, 75 try again, 77 not permitted.
      """,
    subcommands: [Status.self, Watch.self, Exec.self, Metrics.self, TabCommand.self])
}

/// What every command is given.
struct DatabaseArgument: ParsableArguments {
  @Argument(help: "The database file.", completion: .file())
  var database: String
}
