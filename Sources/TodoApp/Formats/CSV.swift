/// Tables as RFC 4180 describes them: fields between commas, records on lines that end with CRLF or
/// LF, fields with commas, quotation marks or line breaks between quotation marks, which are doubled
/// within.
enum CSV {
  /// A record, or why it is none.
  struct Record {
    /// The line where it begins.
    var line: Int
    var fields: Result<[String], FormatProblem.Reason>
  }

  /// The records of a file, without empty lines. After a bad one goes on with the next line.
  ///
  /// Complexity: O(bytes).
  static func records(_ bytes: ArraySlice<UInt8>) -> [Record] {
    var records: [Record] = []
    var reader = Reader(rest: bytes)
    while let record = reader.next() {
      if case .success([""]) = record.fields { continue }
      records.append(record)
    }
    return records
  }

  /// A record's line, with its break.
  static func text(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ field: String) -> String {
    // By bytes: a combining mark joins a comma to one character.
    let special: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D]
    guard field.utf8.contains(where: special.contains) else { return field }
    var text = "\""
    for scalar in field.unicodeScalars {
      if scalar == "\"" { text.unicodeScalars.append("\"") }
      text.unicodeScalars.append(scalar)
    }
    text.unicodeScalars.append("\"")
    return text
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>
    var line = 1
    /// The line breaks inside quotation marks of records that were none: whoever comes there inside
    /// quotation marks fares no better. Without them each line of a file of such records would be
    /// read to the file's end.
    private var hopeless: [Int: FormatProblem.Reason] = [:]
    private var crossed: [Int] = []

    init(rest: ArraySlice<UInt8>) { self.rest = rest }

    mutating func next() -> Record? {
      guard !rest.isEmpty else { return nil }
      let (start, first) = (rest, line)
      var fields: [ArraySlice<UInt8>] = []
      crossed = []
      do throws(FormatProblem.Reason) {
        while true {
          fields.append(try field())
          guard rest.popFirst(0x2C) else { break }
        }
        if !rest.isEmpty, !endOfLine() { throw .init("text stands behind a closed quotation mark") }
        return Record(line: first, fields: Self.texts(fields))
      } catch {
        for place in crossed { hopeless[place] = error }
        rest = start
        line = first
        skipLine()
        return Record(line: first, fields: .failure(error))
      }
    }

    private static func texts(
      _ fields: [ArraySlice<UInt8>]
    ) -> Result<[String], FormatProblem.Reason> {
      var texts: [String] = []
      for field in fields {
        guard let text = String(validating: field, as: UTF8.self) else {
          return .failure(.init("it is not UTF-8"))
        }
        texts.append(text)
      }
      return .success(texts)
    }

    private mutating func field() throws(FormatProblem.Reason) -> ArraySlice<UInt8> {
      if rest.first == 0x22 { return try quotedField() }
      let bytes = rest.prefix { $0 != 0x2C && $0 != 0x0A }
      rest = rest.dropFirst(bytes.count)
      let isLast = (rest.first ?? 0x0A) == 0x0A && bytes.last == 0x0D
      return isLast ? bytes.dropLast() : bytes
    }

    private mutating func quotedField() throws(FormatProblem.Reason) -> ArraySlice<UInt8> {
      var bytes: [UInt8] = []
      rest = rest.dropFirst()
      while let byte = rest.popFirst() {
        if byte == 0x0A {
          line += 1
          if let reason = hopeless[rest.startIndex] { throw reason }
          crossed.append(rest.startIndex)
        }
        if byte != 0x22 {
          bytes.append(byte)
        } else if !rest.popFirst(0x22) {
          return bytes[...]
        } else {
          bytes.append(0x22)
        }
      }
      throw .init("a quotation mark is not closed")
    }

    private mutating func endOfLine() -> Bool {
      if rest.starts(with: [0x0D, 0x0A]) { rest = rest.dropFirst() }
      guard rest.popFirst(0x0A) else { return rest.starts(with: [0x0D]) && rest.count == 1 }
      line += 1
      return true
    }

    private mutating func skipLine() {
      rest = rest.drop { $0 != 0x0A }.dropFirst()
      line += 1
    }
  }
}

extension ArraySlice<UInt8> {
  /// Takes the first byte away if it is this one.
  fileprivate mutating func popFirst(_ byte: UInt8) -> Bool {
    guard first == byte else { return false }
    removeFirst()
    return true
  }
}

/// Todos as a table: the first row names the columns, of which only `title` must be there. Tags stand
/// between blanks.
enum EntryTable {
  private enum Column: String, CaseIterable {
    case id, title, done, priority, project, tags, due, notes, createdAt, completedAt, parent
    case recurrence
  }

  static let header = CSV.text(Column.allCases.map(\.rawValue))

  private static let tags = PercentSpelling(trigger: { _ in nil }, isUnsafe: { $0.endsWord })

  static func row(_ entry: TodoEntry) -> String {
    CSV.text(
      Column.allCases.map { column in
        switch column {
        case .id: entry.name ?? ""
        case .title: entry.title
        case .done: entry.done ? "true" : "false"
        case .priority: entry.priority?.rawValue ?? ""
        case .project: entry.project ?? ""
        case .tags: entry.tags.map(tags.spelled).line
        case .due: entry.due?.iso ?? ""
        case .notes: entry.notes
        case .createdAt: entry.createdAt?.iso ?? ""
        case .completedAt: entry.completedAt?.iso ?? ""
        case .parent: entry.parent ?? ""
        case .recurrence: entry.recurrence?.text ?? ""
        }
      })
  }

  static func read(_ bytes: ArraySlice<UInt8>, into list: inout EntryList) {
    let records = CSV.records(bytes)
    guard let first = records.first else { return }
    guard case .success(let names) = first.fields,
      names.contains(where: { column($0) == .title })
    else {
      return list.object(
        first.line, "the first row must name the columns, and one of them must be “title”")
    }
    let columns = names.map(column)
    let unknown = zip(names, columns).filter { $1 == nil }.map(\.0)
    if !unknown.isEmpty {
      let names = unknown.map { "“\($0)”" }.joined(separator: ", ")
      list.object(first.line, "nothing is known of a column \(names)")
    }
    for record in records.dropFirst() {
      list.take(record.line) { () throws(FormatProblem.Reason) in
        let fields = try record.fields.get()
        guard fields.count == columns.count else {
          throw .init("it has \(fields.count) fields instead of \(columns.count)")
        }
        var entry = TodoEntry(title: "")
        for (column, field) in zip(columns, fields) where !field.isEmpty {
          if let column { try set(column, field, &entry) }
        }
        return entry
      }
    }
  }

  private static func column(_ name: String) -> Column? {
    let name = name.trimmed.lowercased()
    return Column.allCases.first { $0.rawValue.lowercased() == name }
  }

  private static func set(
    _ column: Column, _ field: String, _ entry: inout TodoEntry
  ) throws(FormatProblem.Reason) {
    func value<T>(_ what: String, _ value: T?) throws(FormatProblem.Reason) -> T {
      guard let value else { throw .init("“\(field)” is no \(what)") }
      return value
    }
    switch column {
    case .id: entry.name = field
    case .title: entry.title = field
    case .done:
      switch field.lowercased() {
      case "true", "1", "x", "yes": entry.done = true
      case "false", "0", "no": entry.done = false
      default: throw .init("“\(field)” is neither true nor false")
      }
    case .priority:
      entry.priority = try value(
        "priority (high, medium, low)", Priority(rawValue: field.lowercased()))
    case .project: entry.project = field
    case .tags: entry.tags = field.words.filter { !$0.isEmpty }.map(tags.meaning)
    case .due: entry.due = try value("date like 2026-11-23", Due(iso: field))
    case .notes: entry.notes = field
    case .createdAt: entry.createdAt = try value("time like 2026-11-23T14:03:19Z", instant(field))
    case .completedAt:
      entry.completedAt = try value("time like 2026-11-23T14:03:19Z", instant(field))
    case .parent: entry.parent = field
    case .recurrence: entry.recurrence = try value("repetition like 1w", Recurrence(text: field))
    }
  }

  /// A time, or the start of a day.
  private static func instant(_ text: String) -> Instant? {
    Instant(iso: text)
      ?? Day(iso: text).map { Instant(milliseconds: Int64($0.number) * 86_400_000) }
  }
}
