/// A plot as a file.
struct PlotFile: Sendable {
  let name: String
  let svg: String
}

extension Report {
  /// A plot of the candidates for each measure, and one of its growth where it was measured in several
  /// sizes.
  ///
  /// - Parameter command: what made the report, for the captions.
  func plots(command: String) -> [PlotFile] {
    var measures: [Measure] = []
    for item in measurements where !measures.contains(where: { $0.name == item.measure.name }) {
      measures.append(item.measure)
    }
    return measures.flatMap { measure -> [PlotFile] in
      let items = measurements.filter { $0.measure.name == measure.name && $0.median != nil }
      let frame = PlotFrame(
        title: measure.title, unit: measure.label,
        caption: [command, "\(rounds) \(rounds == 1 ? "round" : "rounds"); \(noise.text)"])
      let name = "\(suite)-\(measure.name.replacing(".", with: "-"))"
      let isAlone = Set(items.map(\.candidate)).count == 1
      let isSeries = Set(items.map(\.size)).count > 1
      var files: [PlotFile] = []
      // One candidate in several sizes is a line and nothing else.
      if !(isAlone && isSeries) {
        files.append(PlotFile(name: name + ".svg", svg: dots(items, measure, frame).svg()))
      }
      if isSeries {
        files.append(PlotFile(name: name + "-by-size.svg", svg: lines(items, measure, frame).svg()))
      }
      return files
    }
  }

  /// Those of one measure, a panel for each size.
  private func dots(_ items: [Measurement], _ measure: Measure, _ frame: PlotFrame) -> DotPlot {
    let sizes = Set(items.map(\.size)).sorted()
    let panels = sizes.map { size in
      let rows = items.filter { $0.size == size }.compactMap { item -> DotPlot.Row? in
        guard let median = item.median, let spread = item.spread else { return nil }
        return DotPlot.Row(
          name: item.candidate, isOurs: isOurs(item), median: measure.shown(median),
          spread: measure.shown(spread.lowerBound)...measure.shown(spread.upperBound),
          tail: measure.tellsTail ? item.p99.map(measure.shown) : nil)
      }
      let title = sizes.count > 1 ? "\(self.sizes(of: measure)): \(Measure.Unit.grouped(size))" : ""
      return DotPlot.Panel(
        title: title, rows: rows, goal: measure.goal(at: size).map(measure.shown))
    }
    let factor = measure.divisor
    return DotPlot(frame: frame, panels: panels) { measure.text($0 * factor) }
  }

  private func lines(_ items: [Measurement], _ measure: Measure, _ frame: PlotFrame) -> LinePlot {
    var names: [String] = []
    for item in items where !names.contains(item.candidate) { names.append(item.candidate) }
    // More than a few would cover one another.
    let hasTails = measure.tellsTail && names.count <= 2
    let lines = names.map { name in
      let own = items.filter { $0.candidate == name }.sorted { $0.size < $1.size }
      return LinePlot.Line(
        name: name, isOurs: own.first.map(isOurs) ?? false,
        points: own.compactMap { item in
          item.median.map {
            LinePlot.Point(
              size: Double(item.size), value: measure.shown($0),
              spread: item.spread.map {
                measure.shown($0.lowerBound)...measure.shown($0.upperBound)
              })
          }
        },
        tail: !hasTails
          ? []
          : own.compactMap { item in
            item.p99.map { LinePlot.Point(size: Double(item.size), value: measure.shown($0)) }
          })
    }
    return LinePlot(frame: frame, sizes: sizes(of: measure), lines: lines, isLogLog: isAboutGrowth)
  }

  private func sizes(of measure: Measure) -> String { measure.sizes ?? sizes }

  /// The other ways of ours are ours as well.
  private func isOurs(_ item: Measurement) -> Bool {
    item.candidate == reference || item.candidate.hasPrefix("Penholder")
  }
}

extension Measure {
  /// Whether its 99th percentile means something.
  fileprivate var tellsTail: Bool { hasTail || hasLongTail }
  /// A value in the unit that people read.
  fileprivate func shown(_ value: Double) -> Double { value / divisor }
}
