import Foundation
import Penholder

/// Prints what changes in a database, as it is changed, whichever process does it:
///
///     example-follow notes.sqlite note
///
/// An observer: it never leads, so that nobody's writing depends on it. Ends with Ctrl-C.
@main
enum Follow {
  static func main() async throws {
    let words = CommandLine.arguments.dropFirst()
    guard let path = words.first else {
      say("Usage: example-follow DB [TABLE]...")
      exit(EX_USAGE)
    }
    var configuration = MultiTabDatabase.Configuration()
    configuration.isObserver = true
    do {
      let db = try await MultiTabDatabase.open(at: path, configuration: configuration)
      let changes = db.changes(in: Set(words.dropFirst()))
      let signals = close(db, upon: [SIGINT, SIGTERM])
      // What is committed from here on is told of; read the tables now, not before.
      say("following \(db.path)")
      // Ends when the handle is closed.
      for await change in changes { say(describe(change)) }
      // A second signal ends the process as signals do.
      for signal in signals { signal.cancel() }
    } catch {
      FileHandle.standardError.write(Data("example-follow: \(error)\n".utf8))
      exit(EX_IOERR)
    }
  }

  /// `commit 7 by tab 2: note 3, 5`. A change may join several commits, if they come faster than they
  /// are printed.
  static func describe(_ change: Change) -> String {
    // Events are hints: what was missed is still in the database.
    if change.isGap { return "some changes were missed: read everything again" }
    // A new leader's precaution: another program may have written while nobody looked.
    if change.tabs.isEmpty { return "another tab leads: anything may have changed before" }
    // Tab 0 is a program that does not use the library; what it changed is not known.
    let makers = change.tabs.sorted().map { $0 == 0 ? "another program" : "tab \($0)" }
    let head = "commit \(change.commit) by \(makers.joined(separator: ", "))"
    let schema = change.changesSchema ? ", and the schema" : ""
    switch change.changes {
    case .any: return "\(head): anything\(schema)"
    case .tables(let tables):
      let names = tables.sorted { $0.key < $1.key }.map { table, rows in
        switch rows {
        case .any: "\(table), many rows"
        case .rows(let ids): "\(table) \(ids.sorted().map(String.init).joined(separator: ", "))"
        }
      }
      return "\(head): \(names.isEmpty ? "no rows" : names.joined(separator: "; "))\(schema)"
    }
  }

  /// Leaves cleanly. Who is killed without it does no harm: the others notice in milliseconds.
  static func close(_ db: MultiTabDatabase, upon numbers: [Int32]) -> [any DispatchSourceSignal] {
    numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { Task { await db.close() } }
      source.resume()
      return source
    }
  }

  /// A line at once, even into a pipe, where `print` keeps them back.
  static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
}
