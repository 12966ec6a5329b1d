/// All measures of one size in short, for people who watch: measures down, candidates across, the
/// medians only.
struct Digest {
  let title: String
  /// Those of the size, in the order of the measures.
  let measurements: [Measurement]

  var text: String {
    var (candidates, measures): ([String], [Measure]) = ([], [])
    for item in measurements {
      if !candidates.contains(item.candidate) { candidates.append(item.candidate) }
      if !measures.contains(item.measure) { measures.append(item.measure) }
    }
    var table = Table([title] + candidates)
    for measure in measures {
      let cells = candidates.map { candidate in
        measurements.first { $0.candidate == candidate && $0.measure == measure }?.median
          .map(measure.text) ?? "–"
      }
      table.add(["\(measure.title) [\(measure.label)]"] + cells)
    }
    return table.text
  }
}
