/// A notice from the event ring. Events are hints: the database is the truth, and whoever missed
/// some gets one ``Kind/gap`` and re-reads.
public struct Event: Hashable, Sendable {
  /// What an event can be.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// A transaction was committed.
    case dataChanged = 1
    /// A transaction that changed the schema was committed.
    case schemaChanged = 2
    /// A tab leads, or nobody does any more; also (with sequence 0, not from the ring) that a
    /// takeover is blocked or no longer: ask for the leader info.
    case leaderChanged = 3
    /// A tab has opened the database.
    case tabJoined = 4
    /// A tab has closed the database, or died.
    case tabLeft = 5
    /// Some events will never be delivered; made by the reader, never in the ring.
    case gap = 6
  }

  /// The place in the ring; grows by one with each event of any tab. 0 for a ``Kind/gap``.
  public var sequence: UInt64 = 0
  /// What happened.
  public var kind: Kind
  /// The term in which it happened.
  public var term: UInt64 = 0
  /// The sequence number of the newest commit announced (for other kinds: known to the publisher).
  public var commit: UInt64 = 0
  /// The first commit announced; lower than ``commit`` when several were announced as one.
  public var firstCommit: UInt64 = 0
  /// The number of the tab that it is about: the one that committed, leads, joined or left.
  /// 0 when none: nobody leads, or a foreign program committed.
  public var tab: Int = 0
  /// Whether it is a precaution: a new leader cannot know whether a foreign program has committed while
  /// nobody looked, so any table may have changed. Of no tab's commit; no commit at all is known of.
  public var isPrecaution = false
  /// CLOCK_MONOTONIC nanoseconds of publication.
  public var publishedAt: UInt64 = 0
  /// What was changed. Of an event from the ring, it is put together when it is asked for.
  public var changes: TableChanges {
    get { contents.changes }
    set { contents = .known(newValue) }
  }
  var contents = EventContents.known(.none)
  /// How many events were missed, at least; for a ``Kind/gap``.
  public var missed: UInt64 = 0

  /// An event about nothing in particular yet.
  public init(kind: Kind) { self.kind = kind }

  /// Whether it says that rows may have changed.
  public var announcesData: Bool {
    kind == .dataChanged || kind == .schemaChanged || kind == .gap
  }
}

/// What an event says of the tables. Most who are told of a commit only want to know that there was one;
/// names, dictionaries and sets are made for those who look.
enum EventContents: Hashable, Sendable {
  case known(TableChanges)
  /// The payload of a ring slot that has been found to be right.
  case recorded([UInt64])

  /// O(rows) for what is recorded, each time.
  var changes: TableChanges {
    switch self {
    case .known(let changes): changes
    case .recorded(let words): EventRecord.changes(words) ?? .any
    }
  }

  static func == (one: EventContents, other: EventContents) -> Bool { one.changes == other.changes }

  func hash(into hasher: inout Hasher) { hasher.combine(changes) }
}

/// Which tables a commit changed, as far as it is known.
public enum TableChanges: Hashable, Sendable {
  /// Any table may have changed.
  case any
  /// Only these, by name, each with the rowids that changed.
  case tables([String: RowChanges])

  /// No table.
  public static let none = TableChanges.tables([:])

  /// Both together.
  public func union(_ other: TableChanges) -> TableChanges {
    guard case .tables(var mine) = self, case .tables(let theirs) = other else { return .any }
    mine.merge(theirs) { $0.union($1) }
    return .tables(mine)
  }

  /// Whether one of `names` may have changed (SQLite compares table names without regard to case);
  /// no names stand for every table.
  public func touches(_ names: Set<String>) -> Bool {
    guard case .tables(let tables) = self else { return true }
    if names.isEmpty { return !tables.isEmpty }
    return tables.keys.contains { changed in
      names.contains(changed) || names.contains { $0.lowercased() == changed.lowercased() }
    }
  }
}

/// Which rows of a table changed, as far as it is known.
public enum RowChanges: Hashable, Sendable {
  /// Too many to list, or a table without rowids, or a virtual one.
  case any
  /// Exactly these rowids were inserted, updated or deleted by statements that said so. Rows that
  /// SQLite removed in passing for an `ON CONFLICT REPLACE` are not reported by it.
  case rows(Set<Int64>)

  /// Both together; many rows become ``any``.
  public func union(_ other: RowChanges) -> RowChanges {
    guard case .rows(let mine) = self, case .rows(let theirs) = other else { return .any }
    let both = mine.union(theirs)
    return both.count <= Self.limit ? .rows(both) : .any
  }

  /// The most rowids that are kept for one table.
  public static let limit = 64
}
