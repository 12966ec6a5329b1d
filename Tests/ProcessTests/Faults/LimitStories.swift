import Foundation
import Testing

@testable import penholder_tool

@Suite(
  "A process with limits",
  .enabled(if: Limits.isAvailable, "needs prlimit(1) of util-linux"))
struct LimitStories {
  /// Each limit, from what nothing can be done with to what is enough.
  static let descriptors = [6, 8, 10, 12, 13, 14, 16, 24]
  static let sizes = [1_000, 50_000, 1_000_000, 8_000_000]
  static let threads = [1, 2, 3, 4, 5, 6, 12]

  @Test("too few descriptors: done, or a sentence that says so; and the next one has no trouble")
  func descriptors() async throws {
    try await Self.tell(Self.descriptors.map { ["--nofile=\($0)"] }, ["open"])
  }

  @Test(
    "files that may not grow: done, or a sentence that says so; and the next one has no trouble")
  func sizes() async throws {
    try await Self.tell(Self.sizes.map { ["--fsize=\($0)"] }, ["grow", "SQLite"])
  }

  @Test(
    "too few threads: done, or a sentence that says so, and never a wait for ever",
    .enabled(if: Stranger.isAvailable, Stranger.requirement))
  func threads() async throws {
    try await Self.tell(
      Self.threads.map { ["--nproc=\($0)", Stranger.setpriv, "--reuid=64999", "--clear-groups"] },
      ["thread"])
  }

  /// Runs a command that makes a database within each limit, then another without.
  private static func tell(_ limits: [[String]], _ words: [String]) async throws {
    for limit in limits {
      try await TabGroup.tell { group in
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o777], ofItemAtPath: group.folder)
        let command = [
          TabGroup.program, "exec", group.database, "CREATE TABLE IF NOT EXISTS note (text)",
        ]
        let limited = try await group.run(program: Limits.prlimit, limit + command)
        switch limited.exit {
        case 0: #expect(limited.errors.isEmpty)
        case EX_CANTCREAT, EX_IOERR:
          #expect(words.contains { limited.errors.contains($0) }, "\(limit): \(limited)")
          #expect(limited.errors.split(separator: "\n").count == 1, "\(limit): \(limited)")
        // The first to have a say leads; a thread may have come too late for that.
        case EX_UNAVAILABLE: #expect(limit[0].hasPrefix("--nproc"))
        default: Issue.record("\(limit): \(limited)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: group.folder)
        #expect(!left.contains { $0.contains("pen-new") }, "\(left)")
        let free = try await group.run(program: "/usr/bin/env", command)
        #expect(free.exit == 0, "\(limit): \(free)")
        try group.checkIntegrity()
      }
    }
  }
}

/// prlimit(1) starts a command with limits.
enum Limits {
  static let prlimit = "/usr/bin/prlimit"
  static let isAvailable = FileManager.default.isExecutableFile(atPath: prlimit)
}
