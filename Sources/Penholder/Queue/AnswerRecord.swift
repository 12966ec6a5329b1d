import PenholderCore
import SharedMemory

/// The answer as the lane carries it: words 0 kind (0: done; ``Refusal/Kind``), replayed (bit 8), has
/// a rowid (bit 9) · 1 commit · 2 term · 3 changes · 4 rowid · 5 code.
enum AnswerRecord {
  static func lane(_ answer: TakenRequest.Answer) -> RequestLane.Answer {
    var fields = InlineArray<6, UInt64>(repeating: 0)
    fields[1] = answer.commit
    fields[2] = answer.term
    if answer.isReplayed { fields[0] |= 1 << 8 }
    switch answer.result {
    case .done(let changes, let row):
      fields[3] = UInt64(bitPattern: changes)
      if let row {
        fields[0] |= 1 << 9
        fields[4] = UInt64(bitPattern: row)
      }
      return RequestLane.Answer(fields: fields)
    case .refused(let refusal):
      fields[0] |= UInt64(refusal.kind.rawValue)
      fields[5] = UInt64(bitPattern: refusal.code)
      return RequestLane.Answer(fields: fields, message: Array(refusal.message.utf8))
    }
  }

  /// What a tab makes of it.
  struct Reading {
    var result: Outcome.Result
    var commit: UInt64
    var term: UInt64
    var isReplayed: Bool
  }

  /// Nil for words that no leader wrote.
  static func read(_ answer: RequestLane.Answer) -> Reading? {
    let fields = answer.fields
    let kind = UInt8(truncatingIfNeeded: fields[0])
    let result: Outcome.Result
    if kind == 0 {
      result = .done(
        changes: Int64(bitPattern: fields[3]),
        lastRowID: fields[0] & 1 << 9 != 0 ? Int64(bitPattern: fields[4]) : nil)
    } else {
      guard let kind = Refusal.Kind(rawValue: kind) else { return nil }
      result = .refused(
        Refusal(
          kind, code: Int64(bitPattern: fields[5]),
          message: String(decoding: answer.message, as: UTF8.self)))
    }
    return Reading(
      result: result, commit: fields[1], term: fields[2], isReplayed: fields[0] & 1 << 8 != 0)
  }
}

/// How a request is to be treated; the lane's tag carries it.
struct RequestFlags: OptionSet, Sendable {
  let rawValue: UInt8

  /// It was asked for before, or its app named it: an outcome may be stored.
  static let mayBeKnown = RequestFlags(rawValue: 1)
}
