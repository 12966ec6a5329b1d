/// Candidates side by side: a dot for the median, a bar over the rounds' medians, a whisker to the 99th
/// percentile; a panel for each size, all on one scale.
struct DotPlot: Sendable {
  /// One candidate.
  struct Row: Sendable {
    var name: String
    var isOurs = false
    var median: Double
    /// The lowest and the highest round's median.
    var spread: ClosedRange<Double>
    /// The 99th percentile, where there are samples enough for it.
    var tail: Double?
  }

  struct Panel: Sendable {
    /// Empty where there is only one.
    var title = ""
    var rows: [Row]
    /// What ours is to reach.
    var goal: Double?
  }

  var frame: PlotFrame
  var panels: [Panel]
  /// A value as people read it.
  var text: @Sendable (Double) -> String

  private static let rowHeight = 20.0
  private static let column = 64.0
  private static let top = 48.0
  private static let legend =
    "dot: median · bar: lowest to highest round · whisker: 99th percentile"

  private var rows: [Row] { panels.flatMap(\.rows) }
  private var hasTail: Bool { rows.contains { $0.tail != nil } }

  private func height(_ panel: Panel) -> Double {
    Double(panel.rows.count) * Self.rowHeight + (panel.title.isEmpty ? 0 : 24)
  }

  func svg() -> String {
    let bottom = panels.reduce(Self.top) { $0 + height($1) }
    var drawing = Drawing(
      width: PlotFrame.width, height: bottom + 44 + PlotFrame.line + frame.captionHeight)
    frame.drawTitle(on: &drawing)
    if rows.isEmpty {
      drawing.text("Nothing was measured.", at: (PlotFrame.margin, Self.top))
    } else {
      drawPanels(on: &drawing, bottom: bottom)
    }
    frame.drawCaption(on: &drawing, from: bottom + 40)
    let words = rows.map { "\($0.name): \(text($0.median))" }
    return drawing.document(title: frame.title, description: words.joined(separator: "; "))
  }

  private func drawPanels(on drawing: inout Drawing, bottom: Double) {
    let names = rows.map { PlotFrame.width(of: $0.name) }.max() ?? 0
    let left = PlotFrame.margin + min(names, 270) + 12
    let columns = hasTail ? 2.0 : 1.0
    let right = PlotFrame.width - PlotFrame.margin - columns * Self.column
    let values = rows.flatMap {
      [$0.median, $0.spread.lowerBound, $0.spread.upperBound] + ($0.tail.map { [$0] } ?? [])
    }
    let scale = PlotScale(values + panels.compactMap(\.goal), from: left, to: right)
    for tick in scale.ticks {
      let x = scale.place(tick)
      drawing.line((x, Self.top - 6), (x, bottom), "grid")
      drawing.text(PlotScale.label(tick), at: (x, bottom + 16), "small", anchor: .middle)
    }
    drawing.line((left, bottom), (right, bottom), "axis")
    drawing.text(
      frame.unit, at: (PlotFrame.width - PlotFrame.margin, bottom + 16), "small", anchor: .end)
    let heads = hasTail ? ["median", "99 %"] : ["median"]
    for (number, head) in heads.enumerated() {
      drawing.text(
        head, at: (right + Double(number + 1) * Self.column, Self.top - 8), "small", anchor: .end)
    }
    var y = Self.top
    for panel in panels {
      draw(panel, on: &drawing, from: y, left: left, right: right, scale)
      y += height(panel)
    }
    let goal = panels.contains { $0.goal != nil } ? " · dotted line: our goal" : ""
    drawing.text(Self.legend + goal, at: (PlotFrame.margin, bottom + 34), "small")
  }

  private func draw(
    _ panel: Panel, on drawing: inout Drawing, from top: Double, left: Double, right: Double,
    _ scale: PlotScale
  ) {
    var y = top
    if !panel.title.isEmpty {
      drawing.text(panel.title, at: (PlotFrame.margin, y + 16), "ours")
      y += 24
    }
    if let goal = panel.goal {
      let x = scale.place(goal)
      drawing.line((x, y), (x, y + Double(panel.rows.count) * Self.rowHeight), "goal")
    }
    for row in panel.rows {
      let middle = y + Self.rowHeight / 2
      let style = row.isOurs ? PlotStyle.colour(0) : "plain"
      let words = row.isOurs ? "ours" : ""
      drawing.text(row.name, at: (left - 12, middle + 4), words, anchor: .end)
      let x = scale.place(row.median)
      let (low, high) = (scale.place(row.spread.lowerBound), scale.place(row.spread.upperBound))
      if high - low > 0.05 { drawing.line((low, middle), (high, middle), "\(style) spread") }
      drawing.text(text(row.median), at: (right + Self.column, middle + 4), words, anchor: .end)
      if let tail = row.tail {
        let end = scale.place(tail)
        drawing.line((x, middle), (end, middle), "\(style) whisker")
        drawing.line((end, middle - 4), (end, middle + 4), "\(style) whisker")
        drawing.text(text(tail), at: (right + 2 * Self.column, middle + 4), words, anchor: .end)
      }
      drawing.dot((x, middle), radius: row.isOurs ? 4.5 : 3.5, style)
      y += Self.rowHeight
    }
  }
}
