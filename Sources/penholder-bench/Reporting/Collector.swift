/// Gathers rounds into measurements while a suite runs.
struct Collector {
  private(set) var measurements: [Measurement] = []

  /// Takes one round of one candidate; a round without samples is none.
  mutating func add(
    _ round: Round?, number: Int, of candidate: String, size: Int, measure: Measure
  ) {
    guard let round else { return }
    let place =
      measurements.firstIndex {
        $0.candidate == candidate && $0.size == size && $0.measure.name == measure.name
      } ?? measurements.endIndex
    if place == measurements.endIndex {
      measurements.append(Measurement(candidate: candidate, size: size, measure: measure))
    }
    measurements[place].add(round, number: number)
  }

  /// Puts candidates in the order of tables: turns change it.
  mutating func sort(like names: [String]) {
    func place(_ item: Measurement) -> Int {
      names.firstIndex(of: item.candidate) ?? names.endIndex
    }
    // Stable, so that the rest stays as it came.
    measurements = measurements.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }.map(\.element)
  }

  /// Puts the sizes of a measure and candidate in rising order: turns change it.
  mutating func sortBySize() {
    measurements = measurements.enumerated().sorted {
      ($0.element.size, $0.offset) < ($1.element.size, $1.offset)
    }.map(\.element)
  }

  /// Shows the tables of measures that are complete.
  func show(_ measures: [Measure], reference: String, _ show: (String) -> Void) {
    let tables = Tables(measurements: measurements(inOrderOf: measures), reference: reference)
    if !tables.measurements.isEmpty { show(tables.text) }
  }

  /// By measure; what there is of each stays in the order in which it came.
  func measurements(inOrderOf measures: [Measure]) -> [Measurement] {
    measures.flatMap { measure in measurements.filter { $0.measure.name == measure.name } }
  }
}
