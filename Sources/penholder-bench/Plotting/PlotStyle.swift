/// How plots look: one sheet for light and for dark pages. A drawing has its own paper, for a page may be
/// dark where the reader's system is light.
enum PlotStyle {
  /// How many colours there are.
  static let colours = light.count

  /// The class of the line or the dot of a number; ours is 0.
  static func colour(_ number: Int) -> String { "c\(number % colours)" }

  /// Ours first; the others far from it and, as far as that goes, from one another, for people who do not
  /// see red or green as well.
  private static let light = [
    "#0550ae", "#b35900", "#0a7f5a", "#a0307a", "#6b5b00", "#57606a", "#b31d28", "#137a9c",
  ]
  private static let dark = [
    "#6cb6ff", "#f0a04b", "#4fd1a5", "#f29acb", "#d9c64a", "#a8b3bf", "#ff8a80", "#6fd3ef",
  ]

  static let sheet: String = {
    func rules(_ colours: [String]) -> String {
      colours.enumerated().map { ".c\($0) { stroke: \($1); fill: \($1) }" }.joined(separator: "\n")
    }
    return """
      .plot { color: #1f2328; font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
      .paper { fill: #ffffff }
      .plot text { fill: currentColor; stroke: none }
      .plot .title { font-size: 15px; font-weight: 600 }
      .plot .ours { font-weight: 600 }
      .plot .small { font-size: 11px }
      .grid { stroke: currentColor; stroke-opacity: 0.15 }
      .axis { stroke: currentColor; stroke-opacity: 0.6 }
      .goal { stroke: currentColor; stroke-dasharray: 2 3 }
      .plain { stroke: currentColor; fill: currentColor }
      \(rules(light))
      @media (prefers-color-scheme: dark) {
      .plot { color: #e6edf3 }
      .paper { fill: #0d1117 }
      \(rules(dark))
      }
      .line { fill: none; stroke-width: 1.5; stroke-linejoin: round }
      .strong { stroke-width: 2.5 }
      .leader { fill: none; stroke: currentColor; stroke-opacity: 0.5; stroke-dasharray: 1 3 }
      .broken { stroke-dasharray: 9 3 }
      .dashed { stroke-dasharray: 5 3 }
      .spread { stroke-width: 7; stroke-opacity: 0.3 }
      .whisker { stroke-width: 1.5 }
      """
  }()
}
