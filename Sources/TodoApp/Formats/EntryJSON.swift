import Foundation

/// Todos as the JSON objects that `todos list --json` prints, with `parent` (an id) and `recurrence`.
/// A file is an array of them, or has them one after another. What may be null may be missing; other
/// keys are read over.
enum EntryJSON {
  private struct Object: Codable {
    var id: Name?
    var title: String
    var done: Bool?
    var priority: Priority?
    var project: String?
    var tags: [String]?
    var due: Due?
    var notes: String?
    var parent: Name?
    var recurrence: Recurrence?
    var createdAt: Instant?
    var completedAt: Instant?
    var version: Int64?

    /// Writes every key: an absent value is null.
    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(id, forKey: .id)
      try fields.encode(title, forKey: .title)
      try fields.encode(done, forKey: .done)
      try fields.encode(priority, forKey: .priority)
      try fields.encode(project, forKey: .project)
      try fields.encode(tags, forKey: .tags)
      try fields.encode(due, forKey: .due)
      try fields.encode(notes, forKey: .notes)
      try fields.encode(parent, forKey: .parent)
      try fields.encode(recurrence?.text, forKey: .recurrence)
      try fields.encode(createdAt, forKey: .createdAt)
      try fields.encode(completedAt, forKey: .completedAt)
      try fields.encode(version, forKey: .version)
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      id = try fields.decodeIfPresent(Name.self, forKey: .id)
      title = try fields.decode(String.self, forKey: .title)
      done = try fields.decodeIfPresent(Bool.self, forKey: .done)
      priority = try fields.decodeIfPresent(Priority.self, forKey: .priority)
      project = try fields.decodeIfPresent(String.self, forKey: .project)
      tags = try fields.decodeIfPresent([String].self, forKey: .tags)
      due = try fields.decodeIfPresent(Due.self, forKey: .due)
      notes = try fields.decodeIfPresent(String.self, forKey: .notes)
      parent = try fields.decodeIfPresent(Name.self, forKey: .parent)
      createdAt = try fields.decodeIfPresent(Instant.self, forKey: .createdAt)
      completedAt = try fields.decodeIfPresent(Instant.self, forKey: .completedAt)
      version = try fields.decodeIfPresent(Int64.self, forKey: .version)
      recurrence = try fields.decodeIfPresent(String.self, forKey: .recurrence).map { text in
        guard let recurrence = Recurrence(text: text) else {
          throw DecodingError.dataCorruptedError(
            forKey: .recurrence, in: fields,
            debugDescription: "'\(text)' is no repetition; write it as 1w, or +1w from the due date"
          )
        }
        return recurrence
      }
    }

    private enum CodingKeys: CodingKey {
      case id, title, done, priority, project, tags, due, notes, parent, recurrence, createdAt
      case completedAt, version
    }

    init(_ entry: TodoEntry) {
      id = entry.name.map(Name.init)
      title = entry.title
      done = entry.done
      priority = entry.priority
      project = entry.project
      tags = entry.tags
      due = entry.due
      notes = entry.notes.isEmpty ? nil : entry.notes
      parent = entry.parent.map(Name.init)
      recurrence = entry.recurrence
      createdAt = entry.createdAt
      completedAt = entry.completedAt
      version = entry.version
    }

    var entry: TodoEntry {
      TodoEntry(
        name: id?.text, title: title, done: done ?? false, priority: priority, project: project,
        tags: tags ?? [], due: due, notes: notes ?? "", parent: parent?.text,
        recurrence: recurrence, createdAt: createdAt, completedAt: completedAt,
        version: version)
    }
  }

  /// An id: a number, or with other programs a text.
  private struct Name: Codable {
    var text: String

    init(_ text: String) { self.text = text }

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      // What is no number says so by throwing.
      if let number = try? value.decode(Int64.self) {
        text = String(number)
      } else {
        text = try value.decode(String.self)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      if let number = Int64(text), String(number) == text {
        try value.encode(number)
      } else {
        try value.encode(text)
      }
    }
  }

  /// One object on one line.
  static func text(_ entry: TodoEntry) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(Object(entry)), as: UTF8.self) } catch {
      preconditionFailure("texts, numbers and truths are JSON: \(error)")
    }
  }

  static func read(_ bytes: ArraySlice<UInt8>, into list: inout EntryList) {
    let decoder = JSONDecoder()
    var objects = JSONObjects(rest: bytes)
    while let (line, found) = objects.next() {
      list.take(line) { () throws(FormatProblem.Reason) in
        let object = try found.get()
        do { return try decoder.decode(Object.self, from: Data(object)).entry } catch {
          throw reason(error)
        }
      }
    }
  }

  private static func reason(_ error: any Error) -> FormatProblem.Reason {
    func key(_ path: [any CodingKey]) -> String {
      path.first.map { "“\($0.stringValue)”" } ?? "it"
    }
    return switch error {
    case DecodingError.keyNotFound(let name, _): .init("“\(name.stringValue)” is missing")
    case DecodingError.valueNotFound(_, let context): .init("\(key(context.codingPath)) is null")
    case DecodingError.typeMismatch(_, let context):
      .init("\(key(context.codingPath)) has a value of the wrong kind")
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      .init("\(key(context.codingPath)): \(context.debugDescription)")
    default: .init("it is not JSON")
    }
  }
}

/// The objects of a file of JSON, one after another or in an array, each by its bytes: so one that is
/// broken can be named with its line.
private struct JSONObjects {
  var rest: ArraySlice<UInt8>
  private var line = 1
  /// Outside of the objects: `[`, then `]`, at most one of each.
  private var brackets: [UInt8] = []

  init(rest: ArraySlice<UInt8>) { self.rest = rest }

  typealias Found = (line: Int, object: Result<ArraySlice<UInt8>, FormatProblem.Reason>)

  mutating func next() -> Found? {
    while let byte = rest.first {
      switch byte {
      case 0x0A:
        line += 1
        rest.removeFirst()
      case 0x20, 0x09, 0x0D, UInt8(ascii: ","): rest.removeFirst()
      case UInt8(ascii: "[") where brackets.isEmpty, UInt8(ascii: "]") where brackets.count == 1:
        brackets.append(byte)
        rest.removeFirst()
      case UInt8(ascii: "{"): return object()
      default:
        let found = line
        skipLine()
        return (found, .failure(.init("it is not JSON: an object begins with {")))
      }
    }
    guard brackets == [UInt8(ascii: "[")] else { return nil }
    brackets.append(UInt8(ascii: "]"))
    return (line, .failure(.init("the array is not closed")))
  }

  /// So deep may objects and arrays stand in each other. What is not closed is tried again from its
  /// next line, so this is also how often a byte is looked at.
  private static let depthLimit = 64

  /// From `{` to its `}`.
  private mutating func object() -> Found {
    let (start, first) = (rest, line)
    var depth = 0
    var isString = false
    var place = rest.startIndex
    while place < rest.endIndex {
      let byte = rest[place]
      if byte == 0x0A {
        // No string goes on in the next line.
        if isString { break }
        line += 1
      }
      if isString {
        if byte == UInt8(ascii: "\\"), place + 1 < rest.endIndex, rest[place + 1] != 0x0A {
          place += 1
        } else if byte == 0x22 {
          isString = false
        }
      } else if byte == 0x22 {
        isString = true
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
        if depth > Self.depthLimit { return broken(start, first, "it is nested too deeply") }
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
        if depth == 0 {
          defer { rest = rest[(place + 1)...] }
          return (first, .success(rest[start.startIndex...place]))
        }
      }
      place += 1
    }
    return broken(start, first, "the object is not closed")
  }

  /// Perhaps only this line is broken.
  private mutating func broken(_ start: ArraySlice<UInt8>, _ first: Int, _ reason: String) -> Found
  {
    (rest, line) = (start, first)
    skipLine()
    return (first, .failure(.init(reason)))
  }

  private mutating func skipLine() {
    rest = rest.drop { $0 != 0x0A }
  }
}
