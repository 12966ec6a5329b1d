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
  let clock: @Sendable () -> Instant
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
  static let patience = Duration.seconds(10)

  /// The todos in `database`.
  ///
  /// - Parameters:
  ///   - overrides: whether `allowNonLeaderWrites` is on.
  ///   - clock: dates what is changed.
  public init(
    _ database: MultiTabDatabase, overrides: Bool = false,
    clock: @escaping @Sendable () -> Instant
  ) {
    self.database = database
    self.overrides = overrides
    self.clock = clock
  }

  // MARK: The tables

  /// Returns when the tables are there, made by the leader if need be.
  ///
  /// - Throws: `TodoStoreError.newerSchema`, what `MultiTabDatabase.queueWrite` throws.
  public func prepare() async throws {
    while !preparation.withLock({ $0.isDone }) {
      guard case .older(let request) = try await standing() else { return }
      // If another tab was quicker, a second look finds its work.
      do {
        if overrides && !database.isLeader {
          _ = try await database.write(request.statements)
        } else {
          _ = try await database.queueWrite(request, timeout: Self.patience)
        }
      } catch PenholderError.refusedBySQLite(let code, _)
        where ResultCode(rawValue: code).primaryResultCode == .SQLITE_CONSTRAINT
      {}
    }
  }

  /// Sends the tables' request on its way if need be: what is sent afterwards comes after it.
  func sendPreparation() async throws {
    guard preparation.withLock({ $0.isUnknown }),
      case .older(let request) = try await standing()
    else { return }
    if overrides && !database.isLeader { return try await prepare() }
    let isFirst = preparation.withLock { preparation in
      defer { if preparation.isUnknown { preparation = .underWay } }
      return preparation.isUnknown
    }
    guard isFirst else { return }
    // Whatever came of it: the next change looks again.
    database.queueWrite(request, timeout: Self.patience) { [weak self] _ in
      self?.preparation.withLock { if case .underWay = $0 { $0 = .unknown } }
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
    return try await database.read { db in
      if !isKnown, try TodoSchema.standing(db) == .newer { throw TodoStoreError.newerSchema }
      return try Snapshot.read(db, request)
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
