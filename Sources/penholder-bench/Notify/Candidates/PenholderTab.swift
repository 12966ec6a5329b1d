import Foundation
import GRDB
import Penholder

/// Ourselves: the speaker leads, the listeners follow.
struct PenholderTab: Notifier {
  /// How the news reaches the app.
  enum Way: String, CaseIterable {
    /// On the library's own thread.
    case handler
    /// In a task.
    case sequence = "AsyncSequence"
    /// As a value fetched anew.
    case observation = "ValueObservation"
  }

  let way: Way
  /// Whether there is a commit to announce, and it is measured too.
  let withCommit: Bool

  static func name(_ way: Way, withCommit: Bool = false) -> String {
    "Penholder\(withCommit ? " write" : ""), \(way.rawValue)"
  }
  var name: String { Self.name(way, withCommit: withCommit) }
  var canTellNobody: Bool { way == .handler && !withCommit }

  private static func open(_ post: Post) throws -> MultiTabDatabase {
    try openTab(NoteTable.path(post))
  }

  func speaker(_ post: Post) throws -> any Speaker {
    let database = try Self.open(post)
    let commit = try blocking {
      try await database.waitForLeadership(timeout: .seconds(10))
      return try await database.writeReturningCommit { try $0.execute(sql: NoteTable.create) }
        .commit
    }
    post.board.base = commit
    return withCommit ? Writing(database: database) : Announcing(database: database)
  }

  func listener(_ post: Post) throws -> any Listener {
    let database = try Self.open(post)
    let way = way
    return Following(database: database, way: way)
  }

  private struct Announcing: Speaker {
    let database: MultiTabDatabase

    func tell(_ index: UInt64, _ board: Board?) {
      // A commit knows them before it is announced.
      let changes = TableChanges.tables(["note": .rows([Int64(index)])])
      board?.stamp(index)
      database.rehearseCommit(changing: changes)
    }
  }

  private struct Writing: Speaker {
    let database: MultiTabDatabase

    func tell(_ index: UInt64, _ board: Board?) throws {
      let database = database
      try blocking {
        board?.stamp(index)
        try await database.write { db in
          try db.cachedStatement(sql: NoteTable.insert).execute(arguments: [Int64(index)])
        }
      }
    }
  }

  private struct Following: Listener {
    let database: MultiTabDatabase
    let way: Way

    func listen(_ ear: Ear) throws {
      let base = ear.board.base
      @Sendable func hears(_ commit: UInt64) { if commit > base { ear.hears(commit - base) } }
      switch way {
      case .handler:
        let subscription = database.onEvent { event in
          if event.announcesData { hears(event.commit) }
        }
        withExtendedLifetime(subscription) { sleepForEver() }
      case .sequence:
        let changes = database.changes(in: ["note"])
        Task { for await change in changes { hears(change.commit) } }
        sleepForEver()
      case .observation:
        let observation = ValueObservation.tracking { db in
          try UInt64.fetchOne(db, sql: NoteTable.newest) ?? 0
        }
        let cancellable = observation.start(
          in: database.reader, scheduling: .async(onQueue: DispatchQueue(label: "observer")),
          onError: { fatalError("\($0)") }, onChange: { ear.hears($0) })
        withExtendedLifetime(cancellable) { sleepForEver() }
      }
    }
  }
}

private func sleepForEver() -> Never {
  while true { pause() }
}
