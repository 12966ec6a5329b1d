/// What one look of `todos doctor` came to.
struct Finding: Encodable, Hashable {
  /// How bad it is.
  enum Level: String, Encodable, CaseIterable {
    case ok, warning, problem
  }

  var level: Level
  /// What was looked at: one word.
  var check: String
  /// What was found.
  var what: String
  /// What to do about it; nil where there is nothing to do.
  var advice: String?
  /// With which code a problem ends the command.
  var exit: Int32 = 0

  static func ok(_ check: String, _ what: String) -> Finding {
    Finding(level: .ok, check: check, what: what)
  }

  static func warning(_ check: String, _ what: String, _ advice: String) -> Finding {
    Finding(level: .warning, check: check, what: what, advice: advice)
  }

  static func problem(
    _ check: String, _ what: String, _ advice: String, exit: Int32
  ) -> Finding {
    Finding(level: .problem, check: check, what: what, advice: advice, exit: exit)
  }

  /// `warning  sqlite      3.40.1 … → what to do`.
  var line: String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    let arrow = advice.map { " → \($0)" } ?? ""
    return padded(level.rawValue, 9) + padded(check, 13) + what + arrow
  }

  private enum CodingKeys: CodingKey { case level, check, what, advice }

  /// Writes every key, nil as null.
  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(level, forKey: .level)
    try fields.encode(check, forKey: .check)
    try fields.encode(what, forKey: .what)
    try fields.encode(advice, forKey: .advice)
  }
}
