import GRDB
import Glibc
import Penholder

/// What the app shows.
struct Notes: Sendable {
  var texts: [Int64: String] = [:]
}

/// What the user can do to it.
struct Rename: OptimisticEdit {
  var note: Int64
  var text: String

  func apply(to base: inout Notes, id: EditID, state: EditState) -> Bool {
    guard base.texts[note] != nil else { return false }
    base.texts[note] = text
    return true
  }
}

enum GuideExamples {
  // MARK: The leader-follower pattern

  static func guarded(_ db: MultiTabDatabase) async throws {
    do {
      try await db.write { db in
        try db.execute(sql: "UPDATE note SET text = 'Tea' WHERE id = 1")
      }
    } catch PenholderError.notLeader(let leader) {
      print("read-only: \(leader?.description ?? "nobody") leads")
    }
  }

  static func policy(_ path: String) async throws -> MultiTabDatabase {
    var configuration = MultiTabDatabase.Configuration()
    configuration.writePolicy = .queue
    let db = try await MultiTabDatabase.open(at: path, configuration: configuration)
    return db
  }

  // MARK: Leadership changes

  static func roles(_ db: MultiTabDatabase) -> Subscription {
    let subscription = db.onRoleChange { change in
      print("\(change.role.rawValue) since term \(change.term): \(change.reason.rawValue)")
    }
    return subscription
  }

  static func leaders(_ db: MultiTabDatabase, show: (String) -> Bool) async {
    for await event in db.events() where event.kind == .leaderChanged {
      if show(db.leaderInfo.leader?.description ?? "nobody") { break }
    }
  }

  static func asking(_ db: MultiTabDatabase) async throws {
    switch try await db.requestLeadership(timeout: .seconds(5)) {
    case .alreadyLeading, .granted: print("this tab leads")
    case .notGranted(let leader): print("\(leader?.description ?? "nobody") keeps leadership")
    }
  }

  static func suspended(_ db: MultiTabDatabase) async {
    await db.suspendCandidacy()
    raise(SIGSTOP)
    db.resumeCandidacy()
  }

  // MARK: Optimistic updates

  static func snapshot(of db: MultiTabDatabase) async throws -> (notes: Notes, commit: UInt64) {
    try await db.read { db in
      var notes = Notes()
      for row in try Row.fetchAll(db, sql: "SELECT id, text FROM note") {
        notes.texts[row["id"]] = row["text"]
      }
      return (notes, try MultiTabDatabase.commitNumber(db) ?? 0)
    }
  }

  static func optimistic(
    _ db: MultiTabDatabase, show: @Sendable (Notes) -> Void
  ) async throws {
    let first = try await snapshot(of: db)
    var notes = Optimistic<Notes, Rename>(first.notes, commit: first.commit)

    guard let edit = notes.make(Rename(note: 1, text: "Tea")) else { return }
    show(notes.view)  // The user sees it at once.
    do {
      let receipt = try await db.queueWrite(
        WriteRequest("UPDATE note SET text = 'Tea' WHERE id = 1", expectedChanges: 1))
      notes.accepted(edit, at: receipt.commit)
    } catch PenholderError.outcomeUnknown {
      notes.unknown(edit)
    } catch {
      notes.rejected(edit, because: error)
    }

    // And after each change that this tab is told of:
    let fresh = try await snapshot(of: db)
    notes.refresh(fresh.notes, commit: fresh.commit)
    show(notes.view)
  }

  // MARK: Conflicts

  static func rename(_ id: Int64, to text: String, version: Int, in db: MultiTabDatabase)
    async throws -> Bool
  {
    let request = WriteRequest(
      "UPDATE note SET text = ?, version = version + 1 WHERE id = ? AND version = ?",
      arguments: [text, id, version], expectedChanges: 1)
    do {
      _ = try await db.queueWrite(request)
      return true
    } catch PenholderError.conflict {
      // Somebody has changed the note, or removed it: read again, and let the user choose.
      return false
    }
  }

  // MARK: Several databases

  static func several(_ folder: String) async throws {
    let notes = try await MultiTabDatabase.open(at: folder + "/notes.sqlite")
    let cache = try await MultiTabDatabase.open(at: folder + "/cache.sqlite")
    // Each has a leader of its own, which may be two different processes.
    try await notes.waitForLeadership(timeout: .seconds(5))
    try await cache.waitForLeadership(timeout: .seconds(5))
    await notes.close()
    await cache.close()
  }
}
