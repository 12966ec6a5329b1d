/// A value that a statement's parameter stands for: SQLite's five types.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// What a request asks for: one or more statements, to be done together or not at all.
///
/// As bytes: the number of statements, 1 + the expected number of changes (0: any); for each statement
/// its text, its form (0 positional, 1 named), the number of values, and each value (a named one
/// behind its name): a type byte, then nothing, a zigzag LEB128, eight bytes, or a run.
package struct RequestBody: Hashable, Sendable {
  package struct Statement: Hashable, Sendable {
    package var sql: String
    /// In the order of the parameters, or of ``names``.
    package var values: [SQLValue]
    /// As long as ``values``; nil for values in the order of the parameters.
    package var names: [String]?

    package init(sql: String, values: [SQLValue] = [], names: [String]? = nil) {
      precondition(names == nil || names?.count == values.count, "each name has its value")
      self.sql = sql
      self.values = values
      self.names = names
    }
  }

  package var statements: [Statement]
  /// How many rows it must change, or it fails.
  package var expectedChanges: Int?

  package init(statements: [Statement], expectedChanges: Int? = nil) {
    self.statements = statements
    self.expectedChanges = expectedChanges
  }

  private enum Tag {
    static let null: UInt8 = 0
    static let integer: UInt8 = 1
    static let real: UInt8 = 2
    static let text: UInt8 = 3
    static let blob: UInt8 = 4
  }

  // MARK: Writing

  /// O(size).
  package var bytes: [UInt8] {
    var writer = ByteWriter(
      reserving: 16
        + statements.reduce(0) { $0 + $1.sql.utf8.count + 8 + $1.values.count * 16 })
    writer.varint(UInt64(statements.count))
    writer.varint(expectedChanges.map { UInt64(clamping: min($0, .max - 1)) + 1 } ?? 0)
    for statement in statements {
      writer.text(statement.sql)
      writer.byte(statement.names == nil ? 0 : 1)
      writer.varint(UInt64(statement.values.count))
      for (index, value) in statement.values.enumerated() {
        if let names = statement.names { writer.text(names[index]) }
        Self.write(value, to: &writer)
      }
    }
    return writer.bytes
  }

  private static func write(_ value: SQLValue, to writer: inout ByteWriter) {
    switch value {
    case .null: writer.byte(Tag.null)
    case .integer(let number):
      writer.byte(Tag.integer)
      writer.signed(number)
    case .real(let number):
      writer.byte(Tag.real)
      writer.word(number.bitPattern)
    case .text(let text):
      writer.byte(Tag.text)
      writer.text(text)
    case .blob(let bytes):
      writer.byte(Tag.blob)
      writer.run(bytes)
    }
  }

  // MARK: Reading

  /// Nil for bytes that no tab wrote. O(size).
  package init?(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let count = reader.varint(), count <= UInt64(bytes.count),
      let expected = reader.varint(), expected <= UInt64(Int64.max)
    else { return nil }
    var statements: [Statement] = []
    for _ in 0..<count {
      guard let statement = Self.statement(from: &reader) else { return nil }
      statements.append(statement)
    }
    guard reader.isAtEnd else { return nil }
    self.statements = statements
    expectedChanges = expected == 0 ? nil : Int(expected - 1)
  }

  private static func statement(from reader: inout ByteReader) -> Statement? {
    guard let sql = reader.text(), let form = reader.byte(), form < 2,
      let count = reader.varint(), count <= 1 << 16
    else { return nil }
    var values: [SQLValue] = []
    var names: [String]? = form == 1 ? [] : nil
    for _ in 0..<count {
      if form == 1 {
        guard let name = reader.text() else { return nil }
        names?.append(name)
      }
      guard let value = value(from: &reader) else { return nil }
      values.append(value)
    }
    return Statement(sql: sql, values: values, names: names)
  }

  private static func value(from reader: inout ByteReader) -> SQLValue? {
    switch reader.byte() {
    case Tag.null: .null
    case Tag.integer: reader.signed().map(SQLValue.integer)
    case Tag.real: reader.word().map { .real(Double(bitPattern: $0)) }
    case Tag.text: reader.text().map(SQLValue.text)
    case Tag.blob: reader.run().map { .blob(Array($0)) }
    default: nil
    }
  }
}
