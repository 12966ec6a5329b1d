import Foundation
import Penholder
import SharedMemory

/// What is done so often that each instruction counts, and the most that one of it may take.
enum HotPath: String, CaseIterable, Sendable {
  /// An event into the ring, with nobody waiting.
  case publish
  /// A look into the ring with nothing new.
  case poll
  /// A write that a follower is refused.
  case refuse
  /// SQL that turns out to read, and is read.
  case route
  /// A leader's own write, with an empty queue.
  case commit

  /// Instructions for one, counted when this was written.
  private var counted: (optimised: Double, debug: Double) {
    switch self {
    case .publish: (1_769, 30_033)
    case .poll: (40, 600)
    case .refuse: (41_450, 711_200)
    case .route: (192_600, 744_100)
    case .commit: (201_800, 979_700)
    }
  }

  /// The most that one may take: counts repeat within one in a hundred, so a twelfth more is somebody's doing.
  var limit: Double { (Self.isOptimised ? counted.optimised : counted.debug) * 1.08 }

  /// How often it is done at least, so that beginning and end do not count.
  var repetitions: Int {
    switch self {
    case .publish, .poll: Self.isOptimised ? 20_000 : 2_000
    case .refuse, .route, .commit: Self.isOptimised ? 500 : 100
    }
  }

  /// A debug build does the same work with more instructions. It is there wherever the tests are.
  static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  func perform(_ count: Int, in folder: String) throws {
    switch self {
    case .publish:
      let ring = try LonelyRing(rows: 1)
      for number in 0..<count { ring.publish(commit: UInt64(number)) }
    case .poll:
      let ring = try LonelyRing(rows: 1)
      var reader = RingReader(ring.ring, patience: 0)
      var payload: [UInt64] = []
      for _ in 0..<count { _ = reader.read(into: &payload, now: 0) }
    case .refuse:
      try Self.withTab(folder, isObserver: true) { database in
        for _ in 0..<count {
          do {
            try await database.write { try $0.execute(sql: WrittenRow.insertion) }
          } catch PenholderError.notLeader {}
        }
      }
    case .route:
      try Self.withTab(folder, isObserver: true) { database in
        for _ in 0..<count { _ = try await database.execute("SELECT 1") }
      }
    case .commit:
      try Self.withTab(folder, isObserver: false) { database in
        try await database.waitForLeadership()
        try await database.write { try $0.execute(sql: WrittenRow.schema) }
        for _ in 0..<count {
          try await database.write {
            try $0.execute(sql: WrittenRow.insertion, arguments: [0, 0, WrittenRow.text])
          }
        }
      }
    }
  }

  private static func withTab(
    _ folder: String, isObserver: Bool,
    _ body: @escaping @Sendable (MultiTabDatabase) async throws -> Void
  ) throws {
    let database = try openTab(folder + "/rows.sqlite") {
      $0.isObserver = isObserver
      // What is done by the clock must not count: a busy machine would have more of it.
      $0.lease = .seconds(60)
    }
    try blocking {
      try await body(database)
      await database.close()
    }
  }
}
