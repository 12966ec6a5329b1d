import Foundation
import Penholder

/// What `watch` does: an observer that prints what it is told.
package enum Watching {
  /// Prints every event of a database, one per line, until a signal, the count or the time ends it,
  /// or nobody reads any more. The process's signals must be blocked and taken: `EndingSignals`.
  ///
  /// - Throws: what `MultiTabDatabase.open` throws.
  package static func run(
    _ path: String, json: Bool, count: Int?, timeout: Duration?
  ) async throws {
    var configuration = MultiTabDatabase.Configuration()
    configuration.isObserver = true
    let database = try await MultiTabDatabase.open(at: path, configuration: configuration)
    let events = database.events()
    let (ends, end) = AsyncStream<Void>.makeStream()
    let output = LineOutput { end.finish() }
    EndingSignals.handle { number in
      if number == SIGTSTP { EndingSignals.actByDefault(number) } else { end.finish() }
    }
    let printing = Task {
      await print(events, of: database, json: json, count: count, to: output)
      end.finish()
    }
    let clock = Task {
      guard let timeout else { return }
      // Cancelled: it ended before.
      try? await Task.sleep(for: timeout)
      end.finish()
    }
    for await _ in ends {}
    EndingSignals.letBe()
    clock.cancel()
    printing.cancel()
    await database.close()
  }

  private static func print(
    _ events: Events, of database: MultiTabDatabase, json: Bool, count: Int?, to output: LineOutput
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

extension Duration {
  /// Seconds as people and scripts write them; nil for what is no length of time.
  package init?(commandLine seconds: Double) {
    guard seconds >= 0 && seconds <= 1e9 else { return nil }
    self = .seconds(seconds)
  }
}
