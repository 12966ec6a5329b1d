/// What became of a request: the durable answer, written by the very transaction that it answers for.
package struct Outcome: Hashable, Sendable {
  package var key: RequestKey
  /// Tells the request's content from any other's that comes under the same key.
  package var digest: UInt64
  package var result: Result

  package enum Result: Hashable, Sendable {
    /// It was carried out: how many rows it changed, and the rowid of its last insertion.
    case done(changes: Int64, lastRowID: Int64?)
    /// It has changed nothing.
    case refused(Refusal)
  }

  package init(key: RequestKey, digest: UInt64, result: Result) {
    self.key = key
    self.digest = digest
    self.result = result
  }
}

/// Why a request was not carried out.
package struct Refusal: Hashable, Sendable {
  package enum Kind: UInt8, Hashable, Sendable {
    /// SQLite refused; `code` is its extended result code.
    case sqlite = 1
    /// It would have changed another number of rows; `code` is how many.
    case conflict = 2
    /// It has no place in a request.
    case unfit = 3
    /// The disk is full, or failed, or the like: nothing is known against the request itself.
    case environment = 4
    /// What the lane held was not what its tab wrote.
    case damaged = 5
    /// The key belongs to another request.
    case keyTaken = 6
    /// The key's tab is gone, and so is what was known of its requests.
    case forgotten = 7
  }

  package var kind: Kind
  package var code: Int64
  package var message: String

  package init(_ kind: Kind, code: Int64 = 0, message: String) {
    self.kind = kind
    self.code = code
    self.message = message
  }

  /// Longer messages are cut, in bytes.
  package static let messageLimit = 240
}

/// The outcomes of one transaction, as bytes: for each a head byte (bit 0: refused, bit 1: the same
/// tab as the one before, bit 2: has a rowid), the key's two halves unless the same, its number, the
/// digest, and the result.
package enum OutcomeList {
  private static let refused: UInt8 = 1
  private static let sameTab: UInt8 = 2
  private static let hasRow: UInt8 = 4

  /// O(outcomes).
  package static func bytes(of outcomes: [Outcome]) -> [UInt8] {
    var writer = ByteWriter(reserving: outcomes.count * 24)
    var previous: RequestKey?
    for outcome in outcomes {
      var head: UInt8 = 0
      let isSame = previous?.high == outcome.key.high && previous?.low == outcome.key.low
      if isSame { head |= sameTab }
      if case .refused = outcome.result { head |= refused }
      if case .done(_, .some) = outcome.result { head |= hasRow }
      writer.byte(head)
      if !isSame {
        writer.word(outcome.key.high)
        writer.word(outcome.key.low)
      }
      writer.varint(outcome.key.number)
      writer.word(outcome.digest)
      switch outcome.result {
      case .done(let changes, let row):
        writer.signed(changes)
        if let row { writer.signed(row) }
      case .refused(let refusal):
        writer.byte(refusal.kind.rawValue)
        writer.signed(refusal.code)
        writer.text(refusal.message)
      }
      previous = outcome.key
    }
    return writer.bytes
  }

  /// What every list contains that holds an outcome of this key's tab.
  package static func tabBytes(of key: RequestKey) -> [UInt8] {
    var writer = ByteWriter(reserving: 16)
    writer.word(key.high)
    writer.word(key.low)
    return writer.bytes
  }

  /// What can be read: anybody may have written to the table. O(bytes).
  package static func outcomes(in bytes: [UInt8]) -> [Outcome] {
    var reader = ByteReader(bytes)
    var outcomes: [Outcome] = []
    while !reader.isAtEnd {
      guard let outcome = outcome(from: &reader, after: outcomes.last?.key) else { break }
      outcomes.append(outcome)
    }
    return outcomes
  }

  private static func outcome(
    from reader: inout ByteReader, after previous: RequestKey?
  ) -> Outcome? {
    guard let head = reader.byte() else { return nil }
    let high = head & sameTab != 0 ? previous?.high : reader.word()
    let low = head & sameTab != 0 ? previous?.low : reader.word()
    guard let high, let low, let number = reader.varint(), let digest = reader.word() else {
      return nil
    }
    let key = RequestKey(high: high, low: low, number: number)
    if head & refused != 0 {
      guard let kind = reader.byte().flatMap(Refusal.Kind.init), let code = reader.signed(),
        let message = reader.text()
      else { return nil }
      return Outcome(
        key: key, digest: digest, result: .refused(Refusal(kind, code: code, message: message)))
    }
    guard let changes = reader.signed() else { return nil }
    var row: Int64?
    if head & hasRow != 0 {
      guard let id = reader.signed() else { return nil }
      row = id
    }
    return Outcome(key: key, digest: digest, result: .done(changes: changes, lastRowID: row))
  }
}
