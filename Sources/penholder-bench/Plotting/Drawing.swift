/// An SVG drawing in the making. Places are in points, from the upper left corner.
struct Drawing {
  /// In the middle of, before or behind a place.
  enum Anchor: String { case start, middle, end }

  let width: Double
  private(set) var height: Double
  private var elements: [String] = []

  init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

  mutating func line(_ from: (Double, Double), _ to: (Double, Double), _ style: String) {
    elements.append(
      """
      <line x1="\(Self.number(from.0))" y1="\(Self.number(from.1))" x2="\(Self.number(to.0))" \
      y2="\(Self.number(to.1))" class="\(style)"/>
      """)
  }

  mutating func path(_ points: [(Double, Double)], _ style: String) {
    let places = points.map { "\(Self.number($0.0)),\(Self.number($0.1))" }
    elements.append(#"<polyline points="\#(places.joined(separator: " "))" class="\#(style)"/>"#)
  }

  mutating func dot(_ place: (Double, Double), radius: Double, _ style: String) {
    elements.append(
      """
      <circle cx="\(Self.number(place.0))" cy="\(Self.number(place.1))" \
      r="\(Self.number(radius))" class="\(style)"/>
      """)
  }

  mutating func text(
    _ text: String, at place: (Double, Double), _ style: String = "", anchor: Anchor = .start
  ) {
    let kind = style.isEmpty ? "" : #" class="\#(style)""#
    elements.append(
      """
      <text x="\(Self.number(place.0))" y="\(Self.number(place.1))" \
      text-anchor="\(anchor.rawValue)"\(kind)>\(Self.escaped(text))</text>
      """)
  }

  /// The whole file.
  ///
  /// - Parameters:
  ///   - title: what programs that read aloud say of it.
  ///   - description: what they say if asked for more.
  func document(title: String, description: String) -> String {
    let (width, height) = (Self.number(width), Self.number(height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" class="plot" role="img">
      <title>\(Self.escaped(title))</title>
      <desc>\(Self.escaped(description))</desc>
      <style>
      \(PlotStyle.sheet)
      </style>
      <rect width="100%" height="100%" class="paper"/>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// As text of XML; what no XML may contain is a question mark.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A tenth of a point is more than anybody sees.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let whole = "\(sign)\(abs(tenths) / 10)"
    return tenths % 10 == 0 ? whole : "\(whole).\(abs(tenths) % 10)"
  }
}
