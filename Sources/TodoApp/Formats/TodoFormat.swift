/// A way to write todos into a file, and to read them.
public enum TodoFormat: String, Hashable, Sendable, CaseIterable {
  /// A todo a line, as todo.txt's programs write it.
  case todotxt
  /// The objects that `todos list --json` prints, as an array or one after another.
  case json
  /// RFC 4180: a table with a header row.
  case csv
  /// Check lists.
  case markdown

  /// The format that a file of this name most likely has; nil if the name does not tell.
  public init?(fileName: String) {
    let name = fileName.split(separator: "/").last?.lowercased() ?? ""
    switch name.split(separator: ".").last {
    case "txt": self = .todotxt
    case "json", "jsonl", "ndjson": self = .json
    case "csv": self = .csv
    case "md", "markdown": self = .markdown
    default: return nil
    }
  }

  /// Reads a whole file.
  ///
  /// - Parameter now: what the file's days are seen from.
  /// Complexity: O(bytes).
  public func read(_ bytes: [UInt8], at now: Moment) -> EntryList {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var list = EntryList()
    switch self {
    case .todotxt: TodoTxt(now: now).read(bytes, into: &list)
    case .json: EntryJSON.read(bytes, into: &list)
    case .csv: EntryTable.read(bytes, into: &list)
    case .markdown: MarkdownList(now: now).read(bytes, into: &list)
    }
    list.settleParents()
    return list
  }
}

/// What a file holds.
public struct EntryList: Hashable, Sendable {
  /// An entry and where it stands.
  public struct Item: Hashable, Sendable {
    /// The line where it begins, from 1.
    public var line: Int
    /// What it says.
    public var entry: TodoEntry
    /// The place in the list of the entry that it is a part of.
    public var parent: Int?
  }

  /// The entries, in the file's order.
  public var items: [Item] = []
  /// The lines that are none, in the file's order.
  public var problems: [FormatProblem] = []

  /// Takes an entry in, or the reason why it is none.
  mutating func take(_ line: Int, _ entry: () throws(FormatProblem.Reason) -> TodoEntry) {
    do {
      items.append(Item(line: line, entry: try entry().checked()))
    } catch {
      problems.append(FormatProblem(line: line, reason: error))
    }
  }

  mutating func object(_ line: Int, _ reason: String) {
    problems.append(FormatProblem(line: line, reason: .init(reason)))
  }

  /// Finds the entries that others are parts of. Who is a part of nothing that is there, or of
  /// itself, is a problem, and in the list as a part of nothing.
  ///
  /// Complexity: O(entries).
  mutating func settleParents() {
    guard items.contains(where: { $0.entry.parent != nil }) else { return }
    let places = Dictionary(
      items.indices.compactMap { place in items[place].entry.name.map { ($0, place) } },
      uniquingKeysWith: { first, _ in first })
    for place in items.indices {
      guard let name = items[place].entry.parent else { continue }
      items[place].parent = places[name]
      if places[name] == nil {
        object(items[place].line, "it is a part of “\(name)”, which is not there")
      }
    }
    for place in Self.rings(items.map(\.parent)) {
      items[place].parent = nil
      object(items[place].line, "it is a part of itself")
    }
    problems.sort { $0.line < $1.line }
  }

  /// The first place of each way up that comes round to where it has been.
  ///
  /// Complexity: O(places): nothing is walked twice.
  private static func rings(_ parents: [Int?]) -> [Int] {
    var found: [Int] = []
    /// By whose walk a place was reached.
    var walkers = [Int?](repeating: nil, count: parents.count)
    for start in parents.indices {
      var next: Int? = start
      while let place = next, walkers[place] == nil {
        walkers[place] = start
        next = parents[place]
      }
      guard let end = next, walkers[end] == start else { continue }
      // The ring's first in the file, as nobody of it was reached before.
      var (first, place) = (end, parents[end])
      while let current = place, current != end {
        first = min(first, current)
        place = parents[current]
      }
      found.append(first)
    }
    return found
  }
}

/// Writes a file of todos, piece by piece: ``head``, each entry, ``tail``.
public struct EntryWriter: Sendable {
  private let format: TodoFormat
  private let now: Moment
  private var isFirst = true

  /// - Parameter now: tells how far the user's clock is ahead of UTC.
  public init(_ format: TodoFormat, at now: Moment) {
    self.format = format
    self.now = now
  }

  /// What stands before the first entry.
  public var head: String {
    switch format {
    case .todotxt, .markdown: ""
    case .json: "["
    case .csv: EntryTable.header
    }
  }

  /// An entry.
  ///
  /// - Parameters:
  ///   - depth: how many entries it is a part of, each of the next.
  ///   - isReferred: whether others are parts of it.
  public mutating func text(_ entry: TodoEntry, depth: Int = 0, isReferred: Bool = false) -> String
  {
    defer { isFirst = false }
    switch format {
    case .todotxt: return TodoTxt(now: now).line(entry, isReferred: isReferred) + "\n"
    case .json: return (isFirst ? "" : ",\n ") + EntryJSON.text(entry)
    case .csv: return EntryTable.row(entry)
    case .markdown: return MarkdownList(now: now).text(entry, depth: depth)
    }
  }

  /// What stands behind the last entry.
  public var tail: String { format == .json ? "]\n" : "" }
}
