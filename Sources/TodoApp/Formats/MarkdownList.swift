/// Check lists in Markdown: `- [ ] Buy milk #home due:2026-12-01`. What is nested is a part of what
/// it is nested in; notes are quotations beneath (`> numbers in the lab book`). Everything else of the
/// file is read over.
///
/// A backslash before punctuation makes it mean itself, as everywhere in Markdown.
struct MarkdownList: LabelSyntax {
  let now: Moment
  var tagSign: Unicode.Scalar { "#" }

  // MARK: Words

  func ownLabel(_ word: String) throws(FormatProblem.Reason) -> Label? {
    if word.unicodeScalars.first == "!" {
      return Priority(rawValue: String(word.unicodeScalars.dropFirst())).map { .priority($0) }
    }
    guard let (key, value) = pair(word) else { return nil }
    switch key {
    case "due": return try due(value)
    case "rec": return try recurrence(value)
    default: return nil
    }
  }

  func spelled(value: String) -> String { Escapes.spelled(value, isUnsafe: \.endsWord) }
  func meaning(value: String) -> String { Escapes.meaning(value) }

  // MARK: Reading

  func read(_ bytes: ArraySlice<UInt8>, into list: inout EntryList) {
    var path: [(indent: Int, place: Int?, name: String)] = []
    FileLines(bytes).forEach(into: &list) { number, line, list in
      let scalars = Array(line.unicodeScalars)
      let (indent, start) = Self.indentation(scalars)
      let rest = scalars[start...]
      guard !rest.isEmpty else { return }
      guard let (isDone, text) = Self.item(rest) else {
        // Whatever is less indented belongs to no item any more.
        while let last = path.last, indent <= last.indent { path.removeLast() }
        if let place = path.last?.place { Self.note(rest, to: &list.items[place].entry) }
        return
      }
      while let last = path.last, indent <= last.indent { path.removeLast() }
      let parent = path.last { $0.place != nil }?.name
      let before = list.items.count
      list.take(number) { () throws(FormatProblem.Reason) in
        var entry = TodoEntry(
          name: String(number), title: "", done: isDone, parent: parent)
        let title = try take(text.words, into: &entry)
        entry.title = title.map(Escapes.meaning).line
        return entry
      }
      let isIn = list.items.count > before
      path.append((indent, isIn ? before : nil, String(number)))
    }
    // Each line was put down with its end, since the first one may be empty.
    for place in list.items.indices where !list.items[place].entry.notes.isEmpty {
      list.items[place].entry.notes.unicodeScalars.removeLast()
    }
  }

  /// A tab reaches to the next place that is divisible by four.
  private static func indentation(_ line: [Unicode.Scalar]) -> (width: Int, start: Int) {
    var (width, place) = (0, 0)
    while place < line.count, line[place] == " " || line[place] == "\t" {
      width += line[place] == " " ? 1 : 4 - width % 4
      place += 1
    }
    return (width, place)
  }

  /// What stands behind `- [ ] `, `* [x] `, `1. [ ] `.
  private static func item(_ line: ArraySlice<Unicode.Scalar>) -> (isDone: Bool, text: String)? {
    var rest = line
    let digits = rest.prefix { ("0"..."9").contains($0) }
    if digits.isEmpty {
      guard let bullet = rest.first, "-*+".unicodeScalars.contains(bullet) else { return nil }
      rest = rest.dropFirst()
    } else {
      rest = rest.dropFirst(digits.count)
      guard rest.first == "." || rest.first == ")" else { return nil }
      rest = rest.dropFirst()
    }
    guard rest.first == " " || rest.first == "\t" else { return nil }
    rest = rest.drop { $0 == " " || $0 == "\t" }
    let box = Array(rest.prefix(3))
    guard box.count == 3, box[0] == "[", box[2] == "]", " xX".unicodeScalars.contains(box[1])
    else { return nil }
    rest = rest.dropFirst(3)
    guard rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
    return (box[1] != " ", text(rest.drop { $0 == " " || $0 == "\t" }))
  }

  /// A line beneath an item: a quotation as it is, anything else without its indentation.
  private static func note(_ line: ArraySlice<Unicode.Scalar>, to entry: inout TodoEntry) {
    var rest = line
    if rest.first == ">" {
      rest = rest.dropFirst()
      if rest.first == " " { rest = rest.dropFirst() }
    }
    entry.notes += Escapes.meaning(text(rest)) + "\n"
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  // MARK: Writing

  /// The entry's lines, with their breaks.
  func text(_ entry: TodoEntry, depth: Int) -> String {
    let indent = String(repeating: "  ", count: depth)
    var (before, behind) = words(entry)
    if let priority = entry.priority { behind.append("!" + priority.rawValue) }
    let title = entry.title.words.map { word in
      !before.isEmpty && isProject(word)
        ? Escapes.spelled(word, isUnsafe: \.isControl)
        : Escapes.spelled(word, trigger: trigger(word), isUnsafe: \.isControl)
    }
    before += title
    var text = "\(indent)- [\(entry.done ? "x" : " ")] \((before + behind).line)\n"
    if !entry.notes.isEmpty {
      let lines = entry.notes.unicodeScalars.split(
        separator: "\n", omittingEmptySubsequences: false)
      for line in lines {
        let spelled = Escapes.spelled(String(line), isUnsafe: \.isControl)
        text += "\(indent)  >\(spelled.isEmpty ? "" : " " + spelled)\n"
      }
    }
    return text
  }
}

/// Markdown's ways to say that a character means itself: `\#`, `&#x9;`.
enum Escapes {
  /// M1: `meaning(spelled(text))` is `text`, and no scalar of it triggers anything.
  static func spelled(
    _ text: String, trigger: Int? = nil, isUnsafe: (Unicode.Scalar) -> Bool
  ) -> String {
    let hasEntities = text.utf8.contains(UInt8(ascii: ";"))
    var result = ""
    for (place, scalar) in text.unicodeScalars.enumerated() {
      if isUnsafe(scalar) {
        result += "&#x\(String(scalar.value, radix: 16, uppercase: true));"
      } else {
        if place == trigger || scalar == "\\" || (scalar == "&" && hasEntities) {
          result.unicodeScalars.append("\\")
        }
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func meaning(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "&") })
    else { return text }
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var place = 0
    while place < scalars.count {
      let scalar = scalars[place]
      if scalar == "\\", place + 1 < scalars.count, isPunctuation(scalars[place + 1]) {
        result.append(scalars[place + 1])
        place += 2
      } else if scalar == "&", let (meant, length) = entity(scalars[place...]) {
        result.append(meant)
        place += length
      } else {
        result.append(scalar)
        place += 1
      }
    }
    return String(result)
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  private static func entity(
    _ scalars: ArraySlice<Unicode.Scalar>
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    guard let end = scalars.prefix(10).firstIndex(of: ";") else { return nil }
    let name = String(String.UnicodeScalarView(scalars[scalars.startIndex + 1..<end]))
    let length = end - scalars.startIndex + 1
    switch name {
    case "amp": return ("&", length)
    case "lt": return ("<", length)
    case "gt": return (">", length)
    case "quot": return ("\"", length)
    default: break
    }
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let number =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap(Unicode.Scalar.init).map { ($0, length) }
  }
}
