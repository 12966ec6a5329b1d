/// An event as the payload of a ring slot.
///
/// Words: 0 kind (bits 0–7), "any table" (bit 8), "precaution" (bit 9), number of tables (bits 16–31),
/// bytes of their list (bits 32–47), tab (bits 48–63) · 1 term · 2 newest commit · 3 first commit · 4 time of
/// publication · 5… the tables: for each its name's length (one byte), its name (UTF-8), the number
/// of rowids (one byte, 255: any), the rowids (zigzag LEB128).
///
/// What does not fit is told less exactly, never wrongly: first the rowids go, then the names.
package enum EventRecord {
  static let fixedWords = 5
  static let anyRows: UInt8 = 255

  /// Decodes a payload; nil for one that no tab of this layout writes.
  package static func decode(_ words: [UInt64], sequence: UInt64) -> Event? {
    guard words.count >= fixedWords, let kind = Event.Kind(rawValue: UInt8(words[0] & 0xFF)),
      kind != .gap
    else { return nil }
    let tab = Int(words[0] >> 48)
    guard tab <= Layout.maximumTabs, words[3] <= words[2] else { return nil }
    var event = Event(kind: kind)
    event.sequence = sequence
    event.tab = tab
    event.isPrecaution = words[0] >> 9 & 1 == 1
    event.term = words[1]
    event.commit = words[2]
    event.firstCommit = words[3]
    event.publishedAt = words[4]
    if words[0] >> 8 & 1 == 1 {
      event.changes = .any
    } else if isPlain(words) {
      event.contents = .recorded(words)
    } else {
      guard let changes = changes(words) else { return nil }
      event.changes = changes
    }
    return event
  }

  /// The tables of a payload with the fixed words; nil for what no tab writes.
  static func changes(_ words: [UInt64]) -> TableChanges? {
    guard var input = ByteInput(words) else { return nil }
    var tables: [String: RowChanges] = [:]
    for _ in 0..<tableCount(words) {
      guard let name = input.string(), let changes = input.rows() else { return nil }
      tables[name] = changes
    }
    return input.isAtEnd ? .tables(tables) : nil
  }

  /// Whether one of the tables of a payload that has been found to be right has such a name.
  static func hasTable(_ words: [UInt64], where isWanted: (_ name: Name) -> Bool) -> Bool {
    guard var input = ByteInput(words) else { return false }
    for _ in 0..<tableCount(words) {
      guard let name = input.name() else { return false }
      if isWanted(name) { return true }
      guard input.skipRows() else { return false }
    }
    return false
  }

  /// The bytes of a name where they are.
  struct Name: RandomAccessCollection {
    let words: [UInt64]
    let startIndex: Int
    let endIndex: Int

    subscript(position: Int) -> UInt8 { EventRecord.byte(position, of: words) }
  }

  /// A byte of a payload's list.
  private static func byte(_ position: Int, of words: [UInt64]) -> UInt8 {
    UInt8(truncatingIfNeeded: words[fixedWords + position / 8] >> UInt64(position % 8 * 8))
  }

  private static func tableCount(_ words: [UInt64]) -> Int { Int(words[0] >> 16 & 0xFFFF) }

  /// Whether ``changes(_:)`` will find tables, all with names in ASCII. Allocates nothing.
  private static func isPlain(_ words: [UInt64]) -> Bool {
    guard var input = ByteInput(words) else { return false }
    for _ in 0..<tableCount(words) {
      guard input.skipPlainString(), input.skipRows() else { return false }
    }
    return input.isAtEnd
  }

  /// Reads bytes out of words, refusing to go beyond the end.
  private struct ByteInput {
    let words: [UInt64]
    let count: Int
    var position = 0

    /// The list of a payload; nil when it would be longer than that.
    init?(_ payload: [UInt64]) {
      count = Int(payload[0] >> 32 & 0xFFFF)
      guard count <= (payload.count - fixedWords) * 8 else { return nil }
      words = payload
    }

    var isAtEnd: Bool { position == count }

    mutating func byte() -> UInt8? {
      guard position < count else { return nil }
      defer { position += 1 }
      return EventRecord.byte(position, of: words)
    }

    mutating func string() -> String? {
      guard let length = byte() else { return nil }
      var bytes: [UInt8] = []
      for _ in 0..<length {
        guard let byte = byte() else { return nil }
        bytes.append(byte)
      }
      return String(validating: bytes, as: UTF8.self)
    }

    mutating func rows() -> RowChanges? {
      guard let length = byte() else { return nil }
      if length == anyRows { return .any }
      var rows: Set<Int64> = []
      for _ in 0..<length {
        guard let value = varint() else { return nil }
        rows.insert(Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
      }
      return .rows(rows)
    }

    /// A string where it is, whatever its bytes.
    mutating func name() -> Name? {
      guard let length = byte(), count - position >= Int(length) else { return nil }
      defer { position += Int(length) }
      return Name(words: words, startIndex: position, endIndex: position + Int(length))
    }

    /// Whether there is a string, and it is ASCII; it is passed over.
    mutating func skipPlainString() -> Bool { name()?.allSatisfy { $0 < 0x80 } ?? false }

    mutating func skipRows() -> Bool {
      guard let length = byte() else { return false }
      if length == anyRows { return true }
      for _ in 0..<length where varint() == nil { return false }
      return true
    }

    mutating func varint() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 70, by: 7) {
        guard let byte = byte() else { return nil }
        value |= UInt64(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return value }
      }
      return nil
    }
  }
}
