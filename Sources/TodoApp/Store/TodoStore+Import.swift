import Foundation
import GRDB
import Penholder

/// A file's todos as requests, each of which is carried out whole or not at all.
public struct TodoImport: Sendable {
  /// One request and what it is of.
  struct Chunk: Sendable {
    var request: WriteRequest
    /// How many todos.
    var count: Int
    /// The line of the last one.
    var lastLine: Int
  }

  private(set) var chunks: [Chunk] = []
  /// Entries that no request has room for.
  public private(set) var problems: [FormatProblem] = []
  /// How many todos there are.
  public var count: Int { chunks.reduce(0) { $0 + $1.count } }

  /// So many bytes of rows in a request: SQL and frame stay below the queue's 32 KiB.
  private static let rowsLimit = 24 << 10
  /// A row and its part in the list of parents are together smaller than this or refused.
  private static let rowLimit = 22 << 10

  /// Makes the requests.
  ///
  /// The rows travel as JSON, and one `INSERT … SELECT` takes them apart. A row is known by a random
  /// mark until it has a number: by that a part finds what it is a part of, in the same request or in
  /// an earlier one.
  ///
  /// - Parameters:
  ///   - moment: when the import happens.
  /// Complexity: O(entries).
  public init(_ list: EntryList, at moment: Instant) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let firstMark = Int64.random(in: 1...(.max - Int64(list.items.count) - 1))
    var rows: [String] = []
    var parents: [String] = []
    var size = 0
    var lastLine = 0
    func close(_ chunks: inout [Chunk]) {
      guard !rows.isEmpty else { return }
      let request = Self.request(rows, parents, at: moment)
      chunks.append(Chunk(request: request, count: rows.count, lastLine: lastLine))
      (rows, parents, size) = ([], [], 0)
    }
    // What is a part comes after what it is a part of: then that has its row.
    for place in Self.parentsFirst(list.items) {
      let item = list.items[place]
      let mark = firstMark + Int64(place)
      let row = Self.row(item.entry, mark, at: moment, encoder)
      guard row.utf8.count <= Self.rowLimit else {
        problems.append(
          FormatProblem(line: item.line, reason: .init("it is too large: notes of 20 KiB at most")))
        continue
      }
      if size + row.utf8.count > Self.rowsLimit { close(&chunks) }
      rows.append(row)
      size += row.utf8.count + 1
      lastLine = max(lastLine, item.line)
      if let parent = item.parent {
        let link = "[\(mark),\(firstMark + Int64(parent))]"
        parents.append(link)
        size += link.utf8.count + 1
      }
    }
    close(&chunks)
  }

  private static func parentsFirst(_ items: [EntryList.Item]) -> [Int] {
    guard items.indices.contains(where: { (items[$0].parent ?? -1) > $0 }) else {
      return Array(items.indices)
    }
    var order: [Int] = []
    var isIn = Array(repeating: false, count: items.count)
    for place in items.indices {
      var path: [Int] = []
      var next: Int? = place
      while let current = next, !isIn[current] {
        path.append(current)
        next = items[current].parent
      }
      for current in path.reversed() {
        isIn[current] = true
        order.append(current)
      }
    }
    return order
  }

  private static func row(
    _ entry: TodoEntry, _ mark: Int64, at moment: Instant, _ encoder: JSONEncoder
  ) -> String {
    let cells: [Cell] = [
      .text(entry.title), .number(entry.done ? 1 : 0), .text(entry.priority?.rawValue),
      .text(entry.project), .text(TodoRequest.json(entry.tags)), .text(entry.due?.iso),
      .text(entry.notes), .text(entry.recurrence?.text),
      .number((entry.createdAt ?? moment).milliseconds),
      .number(entry.done ? entry.completedAt?.milliseconds : nil), .number(mark),
    ]
    do { return String(decoding: try encoder.encode(cells), as: UTF8.self) } catch {
      preconditionFailure("texts and numbers are JSON: \(error)")
    }
  }

  private enum Cell: Encodable {
    case text(String?)
    case number(Int64?)

    func encode(to encoder: any Encoder) throws {
      var cell = encoder.singleValueContainer()
      switch self {
      case .text(let text?): try cell.encode(text)
      case .number(let number?): try cell.encode(number)
      case .text(nil), .number(nil): try cell.encodeNil()
      }
    }
  }

  private static func request(
    _ rows: [String], _ parents: [String], at moment: Instant
  ) -> WriteRequest {
    let insertion = SQLStatement(
      """
      INSERT INTO todo (title, done, priority, project, tags, due, notes, recurrence, createdAt,
        completedAt, mark, changedAt, position)
      SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
        value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, ?,
        (SELECT ifnull(max(position), 0) FROM todo WHERE deletedAt IS NULL) + ? * (key + 1)
      FROM json_each(?) ORDER BY key
      """,
      arguments: [
        moment.milliseconds, TodoSchema.positionStep, "[\(rows.joined(separator: ","))]",
      ])
    guard !parents.isEmpty else { return WriteRequest([insertion]) }
    // As a second statement: the first does not see its own rows.
    let links = SQLStatement(
      """
      UPDATE todo SET parent = (SELECT id FROM todo AS whole WHERE whole.mark = link.value ->> 1)
      FROM json_each(?) AS link WHERE todo.mark = link.value ->> 0
      """,
      arguments: ["[\(parents.joined(separator: ","))]"])
    return WriteRequest([insertion, links])
  }
}

extension TodoStore {
  /// How often an import asks for an outcome at most.
  private static let importAsks = 3

  /// Why an import did not come to its end, and how far it had come.
  public struct ImportError: Error {
    /// What went wrong.
    public var cause: any Error
    /// So many todos are in the list, the first of the file.
    public var count: Int
    /// The line of the last one that is; 0 for none.
    public var lastLine: Int
  }

  /// Takes the todos of a file into the list, one request after another, so that what is in is always
  /// the file's beginning. Whoever leads carries them out; each once, whoever dies meanwhile.
  ///
  /// - Parameters:
  ///   - isStopped: is asked before each request.
  ///   - progress: is told how many are in.
  /// - Throws: `ImportError`; its cause is `CancellationError` when it was stopped.
  public func take(
    _ todos: TodoImport, isStopped: @Sendable () -> Bool, progress: @Sendable (Int) -> Void
  ) async throws -> Int {
    var (count, lastLine) = (0, 0)
    do {
      try await prepare()
      for chunk in todos.chunks {
        if isStopped() { throw CancellationError() }
        _ = try await withCheckedThrowingContinuation { continuation in
          queue(chunk.request, asks: Self.importAsks) { continuation.resume(with: $0) }
        }
        count += chunk.count
        lastLine = max(lastLine, chunk.lastLine)
        progress(count)
      }
    } catch {
      throw ImportError(cause: error, count: count, lastLine: lastLine)
    }
    return count
  }
}
