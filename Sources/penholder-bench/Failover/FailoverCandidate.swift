import Foundation

/// One that follows who is gone: ourselves, a rival, or a floor.
protocol FailoverCandidate: Candidate {
  /// Whether it can be put into a situation.
  func knows(_ situation: Situation) -> Bool
  /// Gets ready in an empty folder.
  func field(_ situation: Situation, in folder: String, servers: Servers) throws -> FailoverField
}

extension FailoverCandidate {
  var program: String { Programs.own }
  var package: String { "built with this" }
}

/// Where one candidate's processes succeed one another.
///
/// Each tells that it stands by (``Ready``) and, once it holds, since when (``Took``). The first one
/// holds at once.
struct FailoverField {
  /// Starts one more, which has to wait for `holder`, if there is one.
  let contender: (_ holder: pid_t?) throws -> Worker
  /// Whoever writes all the time.
  var load: () throws -> [Worker] = { [] }
  /// One that asks the holder for a write when it is sent a word, and tells when it was answered.
  var asker: () throws -> Worker? = { nil }
  var server: Child?
  /// Whether to hand over is asked of who holds, not of who waits.
  var asksHolder = false
  /// Whether all who wait are told at once: they are of no use afterwards.
  var tellsAll = false
}

/// Since when one holds, and when its first commit was durable.
struct Took: Codable, Sendable {
  let role: UInt64
  let commit: UInt64
}

/// When a write was answered.
struct Answered: Codable, Sendable { let time: UInt64 }

extension Worker {
  /// Which of these tells something first.
  static func first(
    of workers: [Worker], within limit: UInt64 = .milliseconds(30_000)
  ) throws -> Int {
    guard let index = try Child.firstToSpeak(workers.map(\.child), within: limit) else {
      throw BenchError("Nobody took over within \(limit / 1_000_000) ms.")
    }
    return index
  }
}
