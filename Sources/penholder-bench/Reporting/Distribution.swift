/// One measure in one case, for people: candidates down, the distribution across.
struct Distribution {
  let title: String
  let measure: Measure
  /// Those of the case.
  let measurements: [Measurement]
  /// Whom the others are compared with.
  let reference: String

  var text: String {
    var table = Table([
      "\(title) [\(measure.label)]", "p50", "lowest..highest round", "ratio", "p90", "p99", "p99.9",
      "max",
    ])
    let base = measurements.first { $0.candidate == reference }
    for item in measurements {
      func cell(_ value: Double?) -> String { value.map(measure.text) ?? "–" }
      let spread = item.spread.map { "\(cell($0.lowerBound))..\(cell($0.upperBound))" }
      let ratio = base.flatMap { item.ratio(to: $0) }
      table.add([
        item.candidate, cell(item.median), spread ?? "–",
        ratio.map { Measure.Unit.decimal($0) + "×" } ?? "–", cell(item.middle(\.p90)),
        cell(item.p99), cell(item.middle(\.p999)), cell(item.maximum),
      ])
    }
    return table.text
  }
}
