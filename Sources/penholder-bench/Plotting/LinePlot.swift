/// How something grows: a line for each candidate over the sizes of its cases.
struct LinePlot: Sendable {
  struct Point: Sendable {
    var size: Double
    var value: Double
    /// The lowest and the highest round's median.
    var spread: ClosedRange<Double>?
  }

  struct Line: Sendable {
    var name: String
    var isOurs = false
    var points: [Point]
    /// The 99th percentiles.
    var tail: [Point] = []
  }

  var frame: PlotFrame
  /// What sizes count.
  var sizes: String
  var lines: [Line]
  /// Whether both axes are in ratios whatever the values; else each sees for itself.
  var isLogLog = false

  private static let top = 56.0
  private static let bottom = 384.0
  private static let left = 76.0

  private var hasTail: Bool { lines.contains { !$0.tail.isEmpty } }

  func svg() -> String {
    var drawing = Drawing(
      width: PlotFrame.width, height: Self.bottom + 64 + frame.captionHeight)
    frame.drawTitle(on: &drawing)
    if lines.allSatisfy(\.points.isEmpty) {
      drawing.text("Nothing was measured.", at: (PlotFrame.margin, Self.top + 12))
    } else {
      draw(on: &drawing)
    }
    frame.drawCaption(on: &drawing, from: Self.bottom + 58)
    return drawing.document(
      title: frame.title, description: "By \(sizes): \(lines.map(\.name).joined(separator: "; "))")
  }

  private func draw(on drawing: inout Drawing) {
    let longest = lines.map { PlotFrame.width(of: $0.name) }.max() ?? 0
    let right = PlotFrame.width - PlotFrame.margin - min(longest, 250) - 28
    let points = lines.flatMap { $0.points + $0.tail }
    let sizes = Set(points.map(\.size)).sorted()
    // A small number of tabs in even steps reads best as it is.
    let isWide = isLogLog || (sizes.last ?? 1) / (sizes.first.map { max($0, 1) } ?? 1) >= 8
    let across = PlotScale(
      sizes, from: Self.left + 12, to: right - 8,
      isLogarithmic: isWide && (sizes.first ?? 0) > 0, isTight: true)
    let values = points.flatMap {
      [$0.value] + ($0.spread.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    let up = PlotScale(
      values, from: Self.bottom, to: Self.top, isLogarithmic: isLogLog ? true : nil)
    drawAxes(on: &drawing, sizes, across, up, right: right)
    for (number, line) in lines.enumerated() {
      draw(line, colour(number), stroke(number), on: &drawing, across, up)
    }
    nameLines(on: &drawing, across, up, right: right)
    let tail = hasTail ? " · dashed: 99th percentile" : ""
    drawing.text(
      "line: median · upright: lowest to highest round\(tail)",
      at: (PlotFrame.margin, Self.bottom + 52), "small")
  }

  private func drawAxes(
    on drawing: inout Drawing, _ sizes: [Double], _ across: PlotScale, _ up: PlotScale,
    right: Double
  ) {
    for tick in up.ticks {
      let y = up.place(tick)
      drawing.line((Self.left, y), (right, y), "grid")
      drawing.text(
        PlotScale.label(tick), at: (Self.left - 8, y + 4), "small", anchor: .end)
    }
    drawing.line((Self.left, Self.bottom), (right, Self.bottom), "axis")
    drawing.text(frame.unit, at: (Self.left - 8, Self.top - 12), "small", anchor: .end)
    var free = 0.0
    for size in sizes {
      let x = across.place(size)
      drawing.line((x, Self.bottom), (x, Self.bottom + 4), "axis")
      let half = PlotFrame.width(of: PlotScale.label(size)) / 2
      // A label that would run into the one before is left out; its tick stays.
      guard x - half >= free else { continue }
      drawing.text(
        PlotScale.label(size), at: (x, Self.bottom + 18), "small", anchor: .middle)
      free = x + half + 6
    }
    drawing.text(
      self.sizes, at: ((Self.left + right) / 2, Self.bottom + 34), "small", anchor: .middle)
  }

  /// Ours is the first colour wherever it stands.
  private func colour(_ number: Int) -> String {
    guard !lines[number].isOurs else { return PlotStyle.colour(0) }
    return PlotStyle.colour(1 + others(before: number) % (PlotStyle.colours - 1))
  }

  /// Where the colours come again, lines are broken.
  private func stroke(_ number: Int) -> String {
    guard !lines[number].isOurs else { return "line strong" }
    return others(before: number) < PlotStyle.colours - 1 ? "line" : "line broken"
  }

  private func others(before number: Int) -> Int { lines[..<number].count { !$0.isOurs } }

  private func draw(
    _ line: Line, _ colour: String, _ stroke: String, on drawing: inout Drawing,
    _ across: PlotScale, _ up: PlotScale
  ) {
    func places(_ points: [Point]) -> [(Double, Double)] {
      points.map { (across.place($0.size), up.place($0.value)) }
    }
    if !line.tail.isEmpty { drawing.path(places(line.tail), "\(colour) line dashed") }
    for point in line.points {
      guard let spread = point.spread, spread.lowerBound < spread.upperBound else { continue }
      let x = across.place(point.size)
      drawing.line(
        (x, up.place(spread.lowerBound)), (x, up.place(spread.upperBound)), "\(colour) spread")
    }
    drawing.path(places(line.points), "\(colour) \(stroke)")
    for place in places(line.points) {
      drawing.dot(place, radius: line.isOurs ? 3.5 : 2.5, colour)
    }
  }

  /// At their right ends, moved apart where they would lie on one another.
  private func nameLines(
    on drawing: inout Drawing, _ across: PlotScale, _ up: PlotScale, right: Double
  ) {
    let ends = lines.indices.compactMap { number -> (number: Int, x: Double, y: Double)? in
      lines[number].points.last.map { (number, across.place($0.size), up.place($0.value)) }
    }.sorted { $0.y < $1.y }
    let rooms = Self.apart(ends.map(\.y), by: 15, within: Self.top...Self.bottom)
    for (end, y) in zip(ends, rooms) {
      let line = lines[end.number]
      // A line that has ended earlier must not look as if it went on.
      let style = end.x < right - 12 ? "leader" : "\(colour(end.number)) line"
      drawing.path(
        [(end.x + 6, end.y), (right + 2, end.y), (right + 8, y), (right + 14, y)], style)
      drawing.text(line.name, at: (right + 18, y + 4), line.isOurs ? "ours" : "")
    }
  }

  /// Places in rising order with so much room between two of them, as near as can be to the wished ones.
  static func apart(
    _ wishes: [Double], by room: Double, within range: ClosedRange<Double>
  ) -> [Double] {
    var places = wishes
    for index in places.indices.dropFirst() {
      places[index] = max(places[index], places[index - 1] + room)
    }
    // What was pushed out below is pushed up again.
    var limit = range.upperBound
    for index in places.indices.reversed() {
      places[index] = min(places[index], limit)
      limit = places[index] - room
    }
    return places
  }
}
