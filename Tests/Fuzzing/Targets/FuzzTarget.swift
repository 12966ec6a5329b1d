/// A place where bytes that nobody vouches for come in: each takes any bytes and says which promise
/// they broke, if any. Crashing, hanging and growing without bound are broken promises too; whoever
/// calls notices those.
///
/// The replay test and the fuzzer (`Assets/fuzz`) run the same targets.
enum FuzzTarget: String, CaseIterable, Sendable {
  // The coordination file.
  case opening, members, ring, event, lane, intake
  // What lies in its lanes and in the database.
  case request, outcomes, answer, key, sql
  // What programs send.
  case json, line
  // What people bring.
  case todotxt, todojson, csv, markdown, settings
  // What people type, and what is shown to them.
  case keyscript, keys, words, filter, shown

  /// A promise that some bytes broke.
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  /// Takes these bytes in as if they came from outside.
  func run(_ bytes: [UInt8]) throws {
    switch self {
    case .opening: try Self.opening(bytes)
    case .members: try Self.members(bytes)
    case .ring: try Self.ring(bytes)
    case .event: try Self.event(bytes)
    case .lane: try Self.lane(bytes)
    case .intake: try Self.intake(bytes)
    case .request: try Self.request(bytes)
    case .outcomes: try Self.outcomes(bytes)
    case .answer: try Self.answer(bytes)
    case .key: try Self.key(bytes)
    case .sql: try Self.sql(bytes)
    case .json: try Self.json(bytes)
    case .line: try Self.line(bytes)
    case .todotxt: try Self.todos(bytes, .todotxt)
    case .todojson: try Self.todos(bytes, .json)
    case .csv: try Self.todos(bytes, .csv)
    case .markdown: try Self.todos(bytes, .markdown)
    case .settings: try Self.settings(bytes)
    case .keyscript: try Self.keyScript(bytes)
    case .keys: try Self.keys(bytes)
    case .words: try Self.words(bytes)
    case .filter: try Self.filter(bytes)
    case .shown: try Self.shown(bytes)
    }
  }

  /// A promise, checked.
  static func promise(_ isKept: Bool, _ what: @autoclosure () -> String) throws {
    if !isKept { throw Broken(description: what()) }
  }

  /// The bytes as text; what is no UTF-8 is replaced.
  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
