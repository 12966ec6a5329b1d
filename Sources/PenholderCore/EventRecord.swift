/// An event as the payload of a ring slot.
///
/// Words: 0 kind (bits 0–7), "any table" (bit 8), number of tables (bits 16–31), bytes of their list
/// (bits 32–47), tab (bits 48–63) · 1 term · 2 newest commit · 3 first commit · 4 time of
/// publication · 5… the tables: for each its name's length (one byte), its name (UTF-8), the number
/// of rowids (one byte, 255: any), the rowids (zigzag LEB128).
///
/// What does not fit is told less exactly, never wrongly: first the rowids go, then the names.
package enum EventRecord {
  static let fixedWords = 5
  private static let anyRows: UInt8 = 255

  /// Encodes an event into at most `limit` words. One allocation: it is done at each commit.
  package static func encode(_ event: Event, limit: Int) -> [UInt64] {
    precondition(limit >= fixedWords, "a slot holds the fixed words")
    var output = ByteOutput(after: fixedWords, limit: limit)
    var count: Int? = nil
    if case .tables(let tables) = event.changes, tables.count < 1 << 16 {
      if output.list(tables, withRows: true) || output.list(tables, withRows: false) {
        count = tables.count
      } else {
        output.clear()
      }
    }
    let length = output.finish()
    output.words[0] =
      UInt64(event.kind.rawValue) | (count == nil ? 1 << 8 : 0) | UInt64(count ?? 0) << 16
      | UInt64(length) << 32 | UInt64(UInt16(truncatingIfNeeded: event.tab)) << 48
    output.words[1] = event.term
    output.words[2] = event.commit
    output.words[3] = event.firstCommit
    output.words[4] = event.publishedAt
    return output.words
  }

  /// Writes bytes into words, refusing to go beyond a limit.
  private struct ByteOutput {
    var words: [UInt64]
    private let start: Int
    private let limit: Int
    /// The bytes that do not fill a word yet, and how many bits they have.
    private var rest: UInt64 = 0
    private var bits: UInt64 = 0

    init(after start: Int, limit: Int) {
      words = []
      words.reserveCapacity(limit)
      for _ in 0..<start { words.append(0) }
      (self.start, self.limit) = (start, limit)
    }

    mutating func clear() {
      words.removeLast(words.count - start)
      (rest, bits) = (0, 0)
    }

    /// False when there is no room.
    @inline(__always)
    private mutating func append(_ byte: UInt8) -> Bool {
      if bits == 0, words.count == limit { return false }
      rest |= UInt64(byte) << bits
      bits += 8
      if bits == 64 {
        words.append(rest)
        (rest, bits) = (0, 0)
      }
      return true
    }

    /// Fills the last word up; how many bytes there are.
    mutating func finish() -> Int {
      let count = (words.count - start) * 8 + Int(bits / 8)
      if bits > 0 { words.append(rest) }
      return count
    }

    /// The list of tables, anew; false when it does not fit.
    mutating func list(_ tables: [String: RowChanges], withRows: Bool) -> Bool {
      clear()
      for (name, changes) in tables {
        let length = name.utf8.count
        guard length <= 255, append(UInt8(length)) else { return false }
        for byte in name.utf8 where !append(byte) { return false }
        guard withRows, case .rows(let rows) = changes, rows.count < anyRows else {
          guard append(anyRows) else { return false }
          continue
        }
        guard append(UInt8(rows.count)) else { return false }
        for row in rows where !append(varint: UInt64(bitPattern: row << 1 ^ row >> 63)) {
          return false
        }
      }
      return true
    }

    private mutating func append(varint value: UInt64) -> Bool {
      var rest = value
      while rest >= 0x80 {
        guard append(UInt8(truncatingIfNeeded: rest) | 0x80) else { return false }
        rest >>= 7
      }
      return append(UInt8(rest))
    }
  }

  /// Decodes a payload; nil for one that no tab of this layout writes.
  ///
  /// - Parameter tables: whether somebody wants to know what was changed; else it is told as anything,
  ///   and what stands there is not looked at.
  package static func decode(
    _ words: [UInt64], sequence: UInt64, tables wanted: Bool = true
  ) -> Event? {
    guard words.count >= fixedWords, let kind = Event.Kind(rawValue: UInt8(words[0] & 0xFF)),
      kind != .gap
    else { return nil }
    let tab = Int(words[0] >> 48)
    guard tab <= Layout.maximumTabs, words[3] <= words[2] else { return nil }
    var event = Event(kind: kind)
    event.sequence = sequence
    event.tab = tab
    event.term = words[1]
    event.commit = words[2]
    event.firstCommit = words[3]
    event.publishedAt = words[4]
    if !wanted || words[0] >> 8 & 1 == 1 {
      event.changes = .any
      return event
    }
    let byteCount = Int(words[0] >> 32 & 0xFFFF)
    guard byteCount <= (words.count - fixedWords) * 8 else { return nil }
    var input = ByteInput(words: words[fixedWords...], count: byteCount)
    var tables: [String: RowChanges] = [:]
    for _ in 0..<Int(words[0] >> 16 & 0xFFFF) {
      guard let name = input.string(), let changes = input.rows() else { return nil }
      tables[name] = changes
    }
    guard input.isAtEnd else { return nil }
    event.changes = .tables(tables)
    return event
  }

  /// Reads bytes out of words, refusing to go beyond the end.
  private struct ByteInput {
    let words: ArraySlice<UInt64>
    let count: Int
    var position = 0

    init(words: ArraySlice<UInt64>, count: Int) {
      self.words = words
      self.count = count
    }

    var isAtEnd: Bool { position == count }

    mutating func byte() -> UInt8? {
      guard position < count else { return nil }
      defer { position += 1 }
      let word = words[words.startIndex + position / 8]
      return UInt8(truncatingIfNeeded: word >> UInt64(position % 8 * 8))
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
