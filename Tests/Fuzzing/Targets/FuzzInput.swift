import SharedMemory

/// Bytes taken apart as a target needs them; zeros when they have run out.
struct FuzzInput {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func word() -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(byte()) << UInt64($1 * 8) }
  }

  mutating func number(below limit: Int) -> Int {
    (Int(byte()) | Int(byte()) << 8 | Int(byte()) << 16) % limit
  }

  /// A word, more often one of those at which counters turn over.
  mutating func noise() -> UInt64 {
    let edges: [UInt64] = [
      0, 1, 2, 3, 127, 128, 1 << 16, 1 << 32, 1 << 48 - 1, 1 << 61, 1 << 62, 1 << 62 + 1, 1 << 63,
      .max - 1, .max,
    ]
    let kind = byte()
    return Int(kind) < edges.count ? edges[Int(kind)] : kind < 128 ? UInt64(byte()) : word()
  }

  mutating func run(_ count: Int) -> [UInt8] {
    let run = rest.prefix(count)
    rest = rest.dropFirst(count)
    return Array(run)
  }

  mutating func words(_ count: Int) -> [UInt64] { (0..<count).map { _ in word() } }
}

extension SharedWords {
  /// So many words of their own, all zero.
  static func zeros(_ count: Int) throws -> SharedWords {
    SharedWords(in: try MappedFile.inMemory(size: count * 8), at: 0, count: count)
  }
}
