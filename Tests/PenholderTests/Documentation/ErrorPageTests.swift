import Foundation
import GRDB
import PenholderCore
import Testing

@testable import Penholder

/// The page for trouble quotes the library's own words.
@Suite("The page for trouble")
struct ErrorPageTests {
  private static let path = "/home/ana/notes.sqlite"

  /// Each case, as it stands on the page.
  static let samples: [(name: String, error: PenholderError)] = [
    ("notLeader", .notLeader(leader: LeaderInfo.Leader(tab: 1, pid: 4211))),
    ("notLeader", .notLeader(leader: nil)),
    ("leadershipLost", .leadershipLost(term: 7)),
    ("timedOut", .timedOut(waitingFor: "the leader")),
    ("timedOut", .timedOut(waitingFor: "a leader: nobody leads")),
    ("timedOut", .timedOut(waitingFor: "leadership")),
    ("timedOut", .timedOut(waitingFor: "a leader: \(obstacle)")),
    ("timedOut", .timedOut(waitingFor: "leadership: \(obstacle)")),
    ("timedOut", .timedOut(waitingFor: "commit 9000")),
    ("outcomeUnknown", .outcomeUnknown(key: "00112233445566778899aabbccddeeff-12-345")),
    ("conflict", .conflict(expected: 1, actual: 0)),
    ("refusedBySQLite", refusal(.SQLITE_CONSTRAINT, "UNIQUE constraint failed: note.text")),
    ("refusedBySQLite", refusal(.SQLITE_FULL, "database or disk is full")),
    ("requestTooLarge", .requestTooLarge(bytes: 40_000, limit: RequestQueue.sizeLimit)),
    ("queueFull", .queueFull(limit: RequestQueue.waitingLimit)),
    ("cancelled", .cancelled),
    ("takeoverBlocked", .takeoverBlocked(pid: 4211)),
    (
      "incompatibleFile",
      .incompatibleFile(
        path: path + "-pen",
        reason: "tabs of another version of Penholder have the database open")
    ),
    ("unsupportedFileSystem", .unsupportedFileSystem(path: "/mnt/share", name: "NFS")),
    ("tooManyTabs", .tooManyTabs(limit: Layout.maximumTabs)),
    ("readOnly", .readOnly(path: path)),
    ("databaseRemoved", .databaseRemoved(path: path)),
    ("databaseReplaced", .databaseReplaced(path: path)),
    ("logLost", .logLost(path: path)),
    (
      "unreadable",
      .unreadable(
        path: path,
        reason: "it has a log (-wal) and not the log's index (-shm), which this user may not make")
    ),
    ("badRequest", objection("BEGIN")), ("badRequest", objection("ATTACH 'x' AS y")),
    ("badRequest", objection("PRAGMA wal_checkpoint")),
    ("badRequest", objection("PRAGMA cache_size = 9")), ("badRequest", Store.endedByItself),
    ("inputOutput", .inputOutput(SystemError(code: 2, call: "open", path: "/home/ana/missing"))),
    ("inputOutput", refusal("posix_fallocate", 28, "/home/ana")),
    ("inputOutput", refusal("open", 24, path + "-pen")),
    ("inputOutput", refusal("pthread_create", 11, nil)), ("closed", .closed), ("forked", .forked),
  ]

  private static let obstacle =
    "tab 2 cannot write to the database (database or disk is full)"

  private static func refusal(_ call: String, _ code: Int32, _ path: String?) -> PenholderError {
    .inputOutput(SystemError(code: code, call: call, path: path))
  }

  private static func refusal(_ code: ResultCode, _ message: String) -> PenholderError {
    .refusedBySQLite(code: code.rawValue, message: message)
  }

  private static func objection(_ sql: String) -> PenholderError {
    .badRequest(StatementHead(sql).objection ?? "none")
  }

  /// What the page quotes: each quotation with the codes that stand above it.
  static func quotations() throws -> [(code: String, text: String)] {
    var quotations: [(code: String, text: String)] = []
    var (code, quoted) = ("", "")
    for line in try CataloguePages.page("Troubleshooting").split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("**`") { code = String(line.dropFirst(3).prefix { $0 != "`" }) }
      if line.hasPrefix(">") {
        quoted += line.dropFirst()
      } else if !quoted.isEmpty {
        let text = CataloguePages.flat(quoted)
        #expect(text.hasPrefix("Message: "))
        quotations.append((code, String(text.dropFirst("Message: ".count))))
        quoted = ""
      }
    }
    return quotations
  }

  @Test("each error stands there in its own words, under its code", arguments: samples.indices)
  func words(_ index: Int) throws {
    let error = Self.samples[index].error
    let text = CataloguePages.flat(error.description)
    let found = try Self.quotations().filter { $0.text == text }
    #expect(found.contains { $0.code == error.code }, "\(error.code): \(text)")
  }

  @Test("no kind of error is left out")
  func complete() throws {
    let source = try CataloguePages.text(
      CataloguePages.root.appendingPathComponent("Sources/Penholder/Errors/PenholderError.swift"))
    let cases = source.components(separatedBy: "public var code")[0].matches(
      of: /\n  case (\w+)/
    ).map { String($0.1) }
    #expect(cases.count > 20)
    #expect(Set(cases) == Set(Self.samples.map(\.name)))
  }

  @Test("what the page quotes besides stands in the code")
  func others() throws {
    let known = Set(Self.samples.map { CataloguePages.flat($0.error.description) })
    let sources = FileManager.default.enumerator(
      atPath: CataloguePages.root.appendingPathComponent("Sources/Penholder").path)
    let code = try (sources?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
      .map {
        try CataloguePages.text(
          CataloguePages.root.appendingPathComponent("Sources/Penholder/\($0)"))
      }
      .map { CataloguePages.flat($0.replacingOccurrences(of: "\\\n", with: "")) }
    for (_, text) in try Self.quotations() where !known.contains(text) {
      // Without what is only an example.
      let words = text.replacingOccurrences(of: "SQLite refused the write: ", with: "")
        .replacingOccurrences(of: ". Nothing was written.", with: "")
      let isFound = code.contains { source in
        source.contains(words)
          || words.hasPrefix("A lease of")
            && source.contains("is too short: a busy machine needs 150 ms at least.")
          || source.contains(text)
      }
      #expect(isFound, "nobody says: \(text)")
    }
  }

  @Test("a request that takes too long is refused in the words of the page")
  func tooLong() async throws {
    let folder = TestFolder()
    let db = try await MultiTabDatabase.test(folder) {
      $0.requestTimeLimit = .milliseconds(50)
    }
    let endless =
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n"
    let error = await #expect(throws: PenholderError.self) {
      try await db.queueWrite(WriteRequest(endless), timeout: .seconds(60))
    }
    let quotations = try Self.quotations()
    let isQuoted = quotations.contains { $0.text == error?.description && $0.code == error?.code }
    #expect(isQuoted, "\(String(describing: error))")
    await db.close()
  }
}
