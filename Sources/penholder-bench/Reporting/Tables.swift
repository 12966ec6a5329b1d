/// A table for each measure, for people: candidates down and sizes across.
struct Tables {
  /// In the order of the tables.
  let measurements: [Measurement]
  /// Whom the others are compared with.
  let reference: String

  var text: String { blocks.joined(separator: "\n\n") }

  /// One table each; some measures have a second one.
  var blocks: [String] {
    var parts: [String] = []
    for measure in measures {
      let title = measure.title
      parts.append(
        block(measure, title: "\(title) [\(measure.label)]", hasGoals: true, cell: middle))
      if measure.hasLongTail {
        let title = "\(title): p99, p99.9, slowest [\(measure.label)]"
        parts.append(block(measure, title: title, hasGoals: false, cell: longTail))
      } else if measure.hasTail {
        let title = "\(title), slowest of a hundred [\(measure.label)]"
        parts.append(block(measure, title: title, hasGoals: false, cell: tail))
      }
    }
    return parts
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

  private func longTail(_ item: Measurement) -> String {
    [item.p99, item.middle(\.p999), item.middle(\.maximum)]
      .map { $0.map(item.measure.text) ?? "–" }.joined(separator: " / ")
  }

  private func factor(_ item: Measurement) -> String {
    guard
      let ratio = measurements.counterpart(of: item, by: reference).flatMap({ item.ratio(to: $0) })
    else { return "" }
    return " \(Measure.Unit.decimal(ratio))×"
  }
}

extension [Measurement] {
  /// What somebody else came to in the same case.
  func counterpart(of item: Measurement, by candidate: String) -> Measurement? {
    first {
      $0.candidate == candidate && $0.size == item.size && $0.measure.name == item.measure.name
    }
  }
}
