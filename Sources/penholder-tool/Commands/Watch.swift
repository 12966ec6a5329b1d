import ArgumentParser
import Foundation
import Penholder

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
    if let timeout, Tool.duration(timeout) == nil {
      throw ValidationError("--timeout is a number of seconds, 0 or more.")
    }
  }

  func run() async throws {
    try await Tool.run {
      try Tool.requireDatabase(target.database)
      var configuration = MultiTabDatabase.Configuration()
      configuration.isObserver = true
      let database = try await MultiTabDatabase.open(
        at: target.database, configuration: configuration)
      let events = database.events()
      let (ends, end) = AsyncStream<Void>.makeStream()
      let output = LineOutput { end.finish() }
      Signals.handle { number in
        if number == SIGTSTP { Signals.actByDefault(number) } else { end.finish() }
      }
      let printing = Task {
        await printEvents(events, of: database, to: output)
        end.finish()
      }
      let clock = Task {
        guard let timeout = timeout.flatMap(Tool.duration) else { return }
        // Cancelled: it ended before.
        try? await Task.sleep(for: timeout)
        end.finish()
      }
      for await _ in ends {}
      Signals.letBe()
      clock.cancel()
      printing.cancel()
      await database.close()
    }
  }

  private func printEvents(
    _ events: Events, of database: MultiTabDatabase, to output: LineOutput
  ) async {
    var printed = 0
    for await event in events {
      // Whether the own arrival is still seen is a matter of luck.
      if event.kind == .tabJoined && event.tab == database.number { continue }
      let line = EventLine(event, of: database)
      await output.write(json ? line.json.description : line.text)
      printed += 1
      if printed == count { return }
    }
  }
}
