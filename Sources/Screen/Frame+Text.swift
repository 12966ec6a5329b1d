extension Frame {
  /// The frame as a person reads it: one line a row, blanks at the ends of lines cut off.
  public var text: String {
    (0..<size.rows).map(text(ofRow:)).joined(separator: "\n")
  }

  /// One row as a person reads it, without the blanks at its end.
  public func text(ofRow row: Int) -> String {
    trimmed(cells(inRow: row).map(\.text).joined())
  }

  /// The frame with its styles: a run of cells in another style than plain is written
  /// `{danger:text}` or, with emphasis, `{danger+bold:text}`.
  ///
  /// For tests that say how something looks; braces in the text itself are not escaped.
  public var styledText: String {
    (0..<size.rows).map(styledText(ofRow:)).joined(separator: "\n")
  }

  /// One row with its styles.
  public func styledText(ofRow row: Int) -> String {
    var line = ""
    var run = ""
    var style = Style.plain
    func flush() {
      guard !run.isEmpty else { return }
      line += style == .plain ? run : "{\(style.label):\(run)}"
      run = ""
    }
    for cell in cells(inRow: row) {
      if cell.style != style {
        flush()
        style = cell.style
      }
      run += cell.text
    }
    flush()
    return trimmed(line)
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}

extension Style {
  fileprivate var label: String {
    let names: [(Emphasis, String)] = [
      (.bold, "bold"), (.faint, "faint"), (.reverse, "reverse"), (.underline, "underline"),
    ]
    let set = names.filter { emphasis.contains($0.0) }.map { "+" + $0.1 }
    return "\(role)" + set.joined()
  }
}
