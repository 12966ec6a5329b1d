/// What stands around every plot's picture.
struct PlotFrame: Sendable {
  var title: String
  /// What the axis of values counts in.
  var unit: String
  /// How it came about, a line each.
  var caption: [String] = []

  /// Points from edge to edge.
  static let width = 760.0
  static let margin = 16.0
  /// From one line of text to the next one.
  static let line = 16.0
  /// About as wide is a letter, and never much wider.
  static let letter = 7.4

  /// As wide is a text.
  static func width(of text: String) -> Double { Double(text.count) * letter }

  /// The caption in lines that fit.
  var captionLines: [String] { caption.flatMap { Self.wrapped($0, at: 112) } }

  /// What the caption needs below a picture.
  var captionHeight: Double { Double(captionLines.count) * Self.line + Self.margin }

  func drawTitle(on drawing: inout Drawing) {
    drawing.text("\(title) [\(unit)]", at: (Self.margin, Self.margin + 12), "title")
  }

  /// - Parameter top: where its room begins.
  func drawCaption(on drawing: inout Drawing, from top: Double) {
    for (number, line) in captionLines.enumerated() {
      drawing.text(line, at: (Self.margin, top + Double(number) * Self.line + 12), "small")
    }
  }

  /// Broken at blanks; a word that is longer than a line stays whole.
  static func wrapped(_ text: String, at limit: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= limit {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
