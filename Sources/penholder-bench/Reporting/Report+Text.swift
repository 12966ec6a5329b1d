extension Report {
  /// For people: a table for each measure, candidates down and sizes across.
  var text: String {
    ([method.joined(separator: "\n")] + tables + [closing]).joined(separator: "\n\n")
  }

  private var tables: [String] {
    var parts: [String] = []
    for measure in measures {
      let title = "\(measure.title) [\(measure.label)]"
      parts.append(block(measure, title: title, hasGoals: true, cell: middle))
      if measure.hasTail {
        let title = "\(measure.title), slowest of a hundred [\(measure.label)]"
        parts.append(block(measure, title: title, hasGoals: false, cell: tail))
      }
    }
    return parts
  }

  /// For people, at the end: what was reached, what was not measured, what else happened.
  var closing: String {
    var parts: [String] = []
    if !verdicts.isEmpty { parts.append(verdicts.map(\.text).joined(separator: "\n")) }
    let skips = skipped.map {
      "Not measured: \($0.candidate), for \($0.missing) is not here (\($0.package))."
    }
    let notes = skips + remarks
    if !notes.isEmpty { parts.append(notes.joined(separator: "\n")) }
    parts.append("Noise: \(noise.text).")
    return parts.joined(separator: "\n\n")
  }

  /// In the order of their first appearance.
  private var measures: [Measure] {
    var found: [Measure] = []
    for item in measurements where !found.contains(where: { $0.name == item.measure.name }) {
      found.append(item.measure)
    }
    return found
  }

  private func block(
    _ measure: Measure, title: String, hasGoals: Bool, cell: (Measurement) -> String
  ) -> String {
    let items = measurements.filter { $0.measure.name == measure.name }
    let sizes = Set(items.map(\.size)).sorted()
    var candidates: [String] = []
    for item in items where !candidates.contains(item.candidate) {
      candidates.append(item.candidate)
    }
    var table = Table([title] + sizes.map(String.init))
    for candidate in candidates {
      table.add(
        [candidate]
          + sizes.map { size in
            items.first { $0.candidate == candidate && $0.size == size }.map(cell) ?? "–"
          })
    }
    // A goal is one for the median.
    if hasGoals, sizes.contains(where: { measure.goal(at: $0) != nil }) {
      table.add(
        ["(goal)"] + sizes.map { measure.goal(at: $0).map { "≤ \(measure.text($0))" } ?? "" })
    }
    return table.text
  }

  /// The median, the lowest and highest round, and how many times ours it is.
  private func middle(_ item: Measurement) -> String {
    guard let median = item.median, let spread = item.spread else { return "–" }
    let measure = item.measure
    let range = "(\(measure.text(spread.lowerBound))..\(measure.text(spread.upperBound)))"
    guard item.candidate != reference else {
      let verdict = item.meetsGoal.map { $0 ? " ✓" : " ✗" } ?? ""
      return "\(measure.text(median)) \(range)\(verdict)"
    }
    return "\(measure.text(median)) \(range)\(factor(item))"
  }

  private func tail(_ item: Measurement) -> String {
    item.p99.map(item.measure.text) ?? "–"
  }

  private func factor(_ item: Measurement) -> String {
    guard let ratio = reference(for: item).flatMap({ item.ratio(to: $0) }) else { return "" }
    return " \(Measure.Unit.decimal(ratio))×"
  }
}
