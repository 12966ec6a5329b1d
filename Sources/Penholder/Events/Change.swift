import PenholderCore

/// What changed since the consumer looked last, joined into one.
///
/// Mostly that is one event, and then nothing is put together before somebody asks for it.
public struct Change: Sendable, Hashable {
  private enum Form: Sendable {
    case one(Event)
    case joined(Joined)
  }

  /// Several events.
  private struct Joined: Sendable, Hashable {
    var commit: UInt64
    var changes: TableChanges
    var changesSchema: Bool
    var isGap: Bool
    var events: Int
    var tabs: Set<Int>
  }

  private var form: Form

  init(_ event: Event) { form = .one(event) }

  /// The newest commit that this tells of.
  public var commit: UInt64 {
    switch form {
    case .one(let event): event.commit
    case .joined(let joined): joined.commit
    }
  }

  /// The tables that changed, and their rows as far as known.
  public var changes: TableChanges {
    switch form {
    case .one(let event): event.kind == .gap ? .any : event.changes
    case .joined(let joined): joined.changes
    }
  }

  /// Whether the schema changed.
  public var changesSchema: Bool {
    switch form {
    case .one(let event): event.kind == .schemaChanged || event.kind == .gap
    case .joined(let joined): joined.changesSchema
    }
  }

  /// Whether commits happened of which nothing is known: read everything again.
  public var isGap: Bool {
    switch form {
    case .one(let event): event.kind == .gap
    case .joined(let joined): joined.isGap
    }
  }

  /// How many events were joined.
  public var events: Int {
    switch form {
    case .one: 1
    case .joined(let joined): joined.events
    }
  }

  /// The numbers of the tabs that committed, which is who led, whoever asked for the write; 0 stands for
  /// a foreign program. Empty where no commit is known of: for a gap, and for the precaution of a new
  /// leader (``Event/isPrecaution``).
  public var tabs: Set<Int> {
    switch form {
    case .one(let event): event.kind == .gap || event.isPrecaution ? [] : [event.tab]
    case .joined(let joined): joined.tabs
    }
  }

  mutating func join(_ other: Change) {
    form = .joined(
      Joined(
        commit: max(commit, other.commit), changes: changes.union(other.changes),
        changesSchema: changesSchema || other.changesSchema, isGap: isGap || other.isGap,
        events: events + other.events, tabs: tabs.union(other.tabs)))
  }

  private var whole: Joined {
    Joined(
      commit: commit, changes: changes, changesSchema: changesSchema, isGap: isGap, events: events,
      tabs: tabs)
  }

  /// Whether both tell the same.
  public static func == (one: Change, other: Change) -> Bool { one.whole == other.whole }

  /// Hashes what it tells.
  public func hash(into hasher: inout Hasher) { hasher.combine(whole) }
}
