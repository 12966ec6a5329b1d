extension EventRecord {
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
      UInt64(event.kind.rawValue) | (count == nil ? 1 << 8 : 0)
      | (event.isPrecaution ? 1 << 9 : 0)
      | UInt64(count ?? 0) << 16 | UInt64(length) << 32
      | UInt64(UInt16(truncatingIfNeeded: event.tab)) << 48
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
}
