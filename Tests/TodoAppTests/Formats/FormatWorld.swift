import TestSupport

@testable import TodoApp

/// Files of todos with everything that could be misread.
enum FormatWorld {
  /// 24 November 2026, 09:30 in a place two hours ahead of UTC.
  static let now = Moment(Instant(milliseconds: 1_795_505_400_000), secondsFromUTC: 7_200)

  private static let pieces = [
    "a", "Buy", "milk", " ", " ", "  ", "x", "X", "@home", "@", "#ops", "#", "+launch", "+", "(A)",
    "(D)", "(DD)", "2026-11-24", "2026-02-30", "due:", "due:fri", "due:someday", "rec:1w", "rec:x",
    "pri:A", "pri:D", "id:7", "p:7", "note:x", "http://h/a%20b", "%40home", "%2540", "%", "%zz",
    "100%", "!high", "!", "!!", "\\", "\\#", "*", "_", "`", "&amp;", "&#x20;", "&", ";", "<b>",
    "[ ]",
    "[x]", "- [ ]", ">", "\"", "\"\"", ",", "'", "{", "}", "[", "]", "\t", "\r", "\n", "\r\n",
    "\u{0}", "\u{7}", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{9B}", "\u{A0}", "\u{2028}", "\u{202E}",
    "\u{301}", "e\u{301}", "é", "\u{200D}", "日本語", "ﾊﾝｶｸ", "👩‍👩‍👧‍👦", "🇩🇪", "\u{FEFF}", "\u{3000}",
    "ة", "𝕏", "=1+1", "key:value", "a:b:c",
  ]

  static func text(_ random: inout Seeded, upTo count: Int) -> String {
    (0..<Int.random(in: 0...count, using: &random)).map { _ in
      (pieces.randomElement(using: &random) ?? "") + (Bool.random(using: &random) ? " " : "")
    }.joined()
  }

  /// Entries as a database would have them, parts behind what they are parts of, with their depths.
  static func entries(_ random: inout Seeded) -> [(entry: TodoEntry, depth: Int)] {
    var path: [String] = []
    var result: [(entry: TodoEntry, depth: Int)] = []
    for number in 1...Int.random(in: 1...6, using: &random) {
      let depth = min(Int.random(in: 0...3, using: &random), path.count)
      path = Array(path.prefix(depth))
      let isDone = Bool.random(using: &random)
      let raw = TodoEntry(
        name: String(number), title: text(&random, upTo: 8), done: isDone,
        priority: [.high, .medium, .low, nil].randomElement(using: &random) ?? nil,
        project: Bool.random(using: &random) ? text(&random, upTo: 3) : nil,
        tags: (0..<Int.random(in: 0...2, using: &random)).map { _ in text(&random, upTo: 2) },
        due: Bool.random(using: &random)
          ? Due(
            Day(number: .random(in: 20_000...21_000, using: &random)),
            minute: Bool.random(using: &random) ? .random(in: 0..<1_440, using: &random) : nil)
          : nil,
        notes: Bool.random(using: &random) ? text(&random, upTo: 9) : "",
        parent: path.last,
        recurrence: Bool.random(using: &random)
          ? Recurrence(
            every: .random(in: 1...999, using: &random), .month,
            from: Bool.random(using: &random) ? .due : .completion)
          : nil,
        createdAt: instant(&random),
        completedAt: isDone ? instant(&random) : nil)
      // What a database could not have is not asked of a file.
      guard var entry = try? raw.checked(), let again = try? entry.checked() else { continue }
      entry.title = again.title
      result.append((entry, depth))
      path.append(String(number))
    }
    return result
  }

  private static func instant(_ random: inout Seeded) -> Instant {
    Instant(milliseconds: .random(in: 1_700_000_000_000...1_795_000_000_000, using: &random))
  }

  static func write(_ entries: [(entry: TodoEntry, depth: Int)], _ format: TodoFormat) -> String {
    var writer = EntryWriter(format, at: now)
    let names = Set(entries.compactMap(\.entry.parent))
    var text = writer.head
    for (entry, depth) in entries {
      text += writer.text(
        entry, depth: depth, isReferred: entry.name.map(names.contains) ?? false)
    }
    return text + writer.tail
  }

  static func read(_ text: String, _ format: TodoFormat) -> EntryList {
    format.read(Array(text.utf8), at: now)
  }

  /// Everything of an entry, letter by letter: `==` takes different spellings for the same.
  static func spelled(_ entry: TodoEntry, parent: Int?) -> String {
    let texts = [entry.title, entry.project ?? "–", entry.notes] + entry.tags
    let letters = texts.map {
      $0.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: ".")
    }
    let rest =
      "\(entry.done) \(entry.priority as Any) \(entry.due?.iso ?? "–") "
      + "\(entry.recurrence?.text ?? "–") \(entry.createdAt?.iso ?? "–") "
      + "\(entry.completedAt?.iso ?? "–") part of \(parent ?? -1)"
    return letters.joined(separator: "|") + " " + rest
  }
}
