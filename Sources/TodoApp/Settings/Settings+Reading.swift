import Screen

// The file's language: one `name = value` a line. A line that begins with `#` is a comment; there
// are none behind a value, because values begin with `#` as well. Blanks around name and value do
// not count. A name may stand once, and `key.COMMAND` gives a command its keys.
extension Settings {
  /// As much of a file is read, in bytes.
  public static let fileLimit = 64 * 1_024

  /// The settings in a file's text, and everything that is wrong with it, in the order of lines.
  ///
  /// Lines that are wrong settle nothing. Complexity: O(length of the text).
  public static func read(_ text: String) -> (settings: Settings, problems: [Problem]) {
    var settings = Settings()
    var problems: [Problem] = []
    var lines: [String: Int] = [:]
    guard text.utf8.count <= fileLimit else {
      return (settings, [Problem(line: 1, reason: "the file is longer than \(fileLimit) bytes")])
    }
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in all.enumerated() {
      let line = String(line).trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      do throws(Wrong) {
        let (name, value) = try split(line)
        if let earlier = lines.updateValue(index + 1, forKey: name) {
          throw Wrong("\(Self.harmless(name)) is settled in line \(earlier) already")
        }
        try settings.settle(name, value)
      } catch {
        problems.append(Problem(line: index + 1, reason: error.reason))
      }
    }
    problems += settings.conflicts(lines)
    return (settings, problems.sorted { $0.line < $1.line })
  }

  private struct Wrong: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private static func split(_ line: String) throws(Wrong) -> (name: String, value: String) {
    guard let sign = line.firstIndex(of: "=") else {
      throw Wrong("a setting is written `name = value`, a comment begins with #")
    }
    let name = String(line[..<sign]).trimmed
    let value = String(line[line.index(after: sign)...]).trimmed
    guard !name.isEmpty else { throw Wrong("there is no name before the =") }
    guard !value.isEmpty else { throw Wrong("\(harmless(name)) has no value") }
    return (name, value)
  }

  /// The names of all settings but those of keys, in the order of the manual.
  public static let names = [
    "theme", "ascii", "mouse", "accessible", "view", "sort", "confirm-above",
  ]

  private mutating func settle(_ name: String, _ value: String) throws(Wrong) {
    switch name {
    case "theme":
      guard let theme = Theme.named(value) else {
        throw Self.none(of: Theme.all.map(\.name), value, name)
      }
      self.theme = theme
    case "ascii": ascii = value == "auto" ? nil : try Self.flag(value, name, orElse: ["auto"])
    case "mouse": mouse = try Self.flag(value, name)
    case "accessible": accessible = try Self.flag(value, name)
    case "view":
      let views = ["all", "today", "overdue", "done"]
      let isNamed = value.count > 1 && (value.hasPrefix("#") || value.hasPrefix("+"))
      guard views.contains(value) || (isNamed && !value.contains(where: \.isWhitespace)) else {
        throw Self.none(of: views + ["#TAG", "+PROJECT"], value, name)
      }
      view = value
    case "sort":
      guard Self.sorts.contains(value) else { throw Self.none(of: Self.sorts, value, name) }
      sort = value
    case "confirm-above":
      guard let number = Int(value), (0...1_000_000).contains(number) else {
        throw Wrong("confirm-above is a number from 0 to 1000000, not \(Self.shown(value))")
      }
      confirmAbove = number
    default:
      guard name.hasPrefix("key.") else { throw Self.unknown(name) }
      try settleKeys(of: String(name.dropFirst(4)), value)
    }
  }

  private mutating func settleKeys(of name: String, _ value: String) throws(Wrong) {
    guard let command = Command(rawValue: name) else { throw Self.unknown("key." + name) }
    if value == "none" {
      keys[command] = []
      return
    }
    var found: [Key] = []
    for word in value.split(whereSeparator: \.isWhitespace) {
      let read: [Key]
      do { read = try KeyScript.keys(String(word)) } catch {
        throw Wrong("\(Self.shown(String(word))): \(error.reason)")
      }
      guard read.count == 1 else {
        throw Wrong(
          "\(Self.shown(String(word))) is \(read.count) keys; write one key, several with blanks "
            + "between them, or none")
      }
      if case .mouse = read[0] { throw Wrong("clicks cannot be given to commands") }
      if case .character = read[0], command.entry.scopes.allSatisfy(\.isText) {
        throw Wrong(
          "\(Self.shown(String(word))) is text where \(name) is done; hold Alt or Control")
      }
      if !found.contains(read[0]) { found.append(read[0]) }
    }
    keys[command] = found
  }

  /// Two settings that want the same key in the same place. What says the same as the catalogue is
  /// none.
  private func conflicts(_ lines: [String: Int]) -> [Problem] {
    let changed = Command.allCases.filter { command in
      keys[command].map { $0 != command.entry.keys } == true
    }
    var problems: [Problem] = []
    for (index, command) in changed.enumerated() {
      for other in changed[..<index] {
        guard let key = keys[command]?.first(where: { keys[other]?.contains($0) == true }),
          !command.entry.scopes.isDisjoint(with: other.entry.scopes)
        else { continue }
        let pair = [command, other].map {
          (name: $0.rawValue, line: lines["key." + $0.rawValue] ?? 0)
        }
        .sorted { $0.line < $1.line }
        problems.append(
          Problem(
            line: pair[1].line,
            reason: "\(key.label) is given to \(pair[0].name) in line \(pair[0].line) already"))
      }
    }
    return problems
  }

  private static func flag(
    _ value: String, _ name: String, orElse others: [String] = []
  ) throws(Wrong) -> Bool {
    switch value {
    case "yes", "on", "true": true
    case "no", "off", "false": false
    default: throw none(of: ["yes", "no"] + others, value, name)
    }
  }

  private static func none(of allowed: [String], _ value: String, _ name: String) -> Wrong {
    let list = allowed.dropLast().joined(separator: ", ") + " or " + (allowed.last ?? "")
    return Wrong("\(name) is \(list), not \(shown(value))\(meant(value, allowed))")
  }

  private static func unknown(_ name: String) -> Wrong {
    let all = names + Command.allCases.map { "key." + $0.rawValue }
    let list = names.joined(separator: ", ") + " and key.COMMAND"
    return Wrong("there is no setting \(shown(name))\(meant(name, all)); there are \(list)")
  }

  private static func meant(_ word: String, _ words: [String]) -> String {
    Nearest.word(to: word, among: words).map { " (did you mean \($0)?)" } ?? ""
  }

  /// What the file says, harmless and short: it may be any file.
  private static func shown(_ text: String) -> String { "'" + harmless(text) + "'" }

  private static func harmless(_ text: String) -> String {
    let glyphs = text.prefix(40).map { TextWidth.glyph($0).text }.joined()
    return glyphs + (text.count > 40 ? "…" : "")
  }
}
