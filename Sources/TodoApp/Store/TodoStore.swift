import GRDB
import Penholder
import Synchronization

/// The todos of one tab's database.
///
/// Every tab reads, and every change goes the same way, the leader's own included: as a request to
/// whoever leads. What is asked for is done once or not at all, and is told in the app's words. Any
/// thread. The clock is a parameter.
public final class TodoStore: Sendable {
  /// The tab.
  public let database: MultiTabDatabase
  let clock: @Sendable () -> Moment
  /// Whose changes this tab's are, for undo.
  public let owner: String
  /// Whether this tab may write without leading.
  let overrides: Bool
  private let preparation = Mutex(Preparation.unknown)

  /// What is known of the tables.
  fileprivate enum Preparation {
    case unknown
    /// Their making has been asked for.
    case underWay
    /// They are this program's; forgotten when the schema changes.
    case done
  }

  /// How long a request waits for its answer.
  let patience: Duration

  /// The todos in `database`.
  ///
  /// - Parameters:
  ///   - overrides: whether `allowNonLeaderWrites` is on.
  ///   - owner: whose changes these are: `undo` takes back those of the same owner, in this tab or
  ///     in one before it, and nobody else's. The name of the terminal, for example; nil for
  ///     somebody who has never been here.
  ///   - patience: how long a change waits for its answer, above all while nobody leads.
  ///   - clock: dates what is changed, and says which day it is for the user.
  public init(
    _ database: MultiTabDatabase, overrides: Bool = false, owner: String? = nil,
    patience: Duration = .seconds(10), clock: @escaping @Sendable () -> Moment
  ) {
    self.database = database
    self.overrides = overrides
    self.patience = patience
    self.owner = owner ?? "nobody \(UInt64.random(in: .min ... .max))"
    self.clock = clock
  }

  // MARK: The tables

  /// Returns when the tables are there, made by the leader if need be.
  ///
  /// - Throws: `TodoStoreError.newerSchema`, what `MultiTabDatabase.queueWrite` throws.
  public func prepare() async throws {
    while !preparation.withLock({ $0.isDone }) {
      guard case .older(let requests) = try await standing() else { return }
      for request in requests { try await make(request) }
    }
  }

  private func make(_ request: WriteRequest) async throws {
    do {
      if overrides && !database.isLeader {
        _ = try await database.write(request.statements)
      } else {
        _ = try await database.queueWrite(request, timeout: patience)
      }
    } catch PenholderError.refusedBySQLite(let code, _)
      where ResultCode(rawValue: code).primaryResultCode == .SQLITE_CONSTRAINT
    {
      // Another tab was quicker; a second look finds its work.
    }
  }

  /// Sends the tables' request on its way if need be: what is sent afterwards comes after it.
  func sendPreparation() async throws {
    guard preparation.withLock({ $0.isUnknown }),
      case .older(let requests) = try await standing()
    else { return }
    if overrides && !database.isLeader { return try await prepare() }
    let isFirst = preparation.withLock { preparation in
      defer { if preparation.isUnknown { preparation = .underWay } }
      return preparation.isUnknown
    }
    guard isFirst else { return }
    // Whatever came of it: the next change looks again.
    for (index, request) in requests.enumerated() {
      database.queueWrite(request, timeout: patience) { [weak self] _ in
        guard index == requests.count - 1 else { return }
        self?.preparation.withLock { if case .underWay = $0 { $0 = .unknown } }
      }
    }
  }

  private func standing() async throws -> TodoSchema.Standing {
    let standing = try await database.read { try TodoSchema.standing($0) }
    switch standing {
    case .newer: throw TodoStoreError.newerSchema
    case .older: break
    case .current: preparation.withLock { $0 = .done }
    }
    return standing
  }

  /// - Throws: `TodoStoreError.newerSchema` if a newer program has been here.
  public func check() async throws { _ = try await standing() }

  /// The tables may have been changed by another program: they are looked at again.
  public func forgetSchema() { preparation.withLock { if $0.isDone { $0 = .unknown } } }

  // MARK: Reading

  /// Reads a part of the list; the empty list as long as no leader has made the tables.
  ///
  /// - Throws: `TodoStoreError.newerSchema`, GRDB's `DatabaseError`.
  public func load(_ request: WindowRequest) async throws -> Snapshot {
    let isKnown = preparation.withLock { $0.isDone }
    let now = clock()
    return try await database.read { db in
      if !isKnown, try TodoSchema.standing(db) == .newer { throw TodoStoreError.newerSchema }
      return try Snapshot.read(db, request, at: now)
    }
  }
}

extension TodoStore.Preparation {
  fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
  fileprivate var isDone: Bool { if case .done = self { true } else { false } }
}

/// What an error says, without its full stop: the app's sentences go on after it.
func reason(of error: any Error) -> String {
  let text =
    switch error {
    case let error as DatabaseError: error.message ?? "\(error.resultCode)"
    default: "\(error)"
    }
  return text.hasSuffix(".") ? String(text.dropLast()) : text
}
