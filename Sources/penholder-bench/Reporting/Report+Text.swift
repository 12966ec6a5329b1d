extension Report {
  /// For people: all tables at once.
  var text: String {
    let tables = Tables(measurements: measurements, reference: reference).blocks
    return ([method.joined(separator: "\n")] + tables + [closing]).joined(separator: "\n\n")
  }

  /// For people, at the end: what was reached, what was not measured, what else happened.
  var closing: String {
    var parts: [String] = []
    let lines = verdicts.map(\.text)
    if !lines.isEmpty {
      let head = "Goals that we have set ourselves; a missed one is no fault of this machine:"
      parts.append(([head] + lines).joined(separator: "\n"))
    }
    let skips = skipped.map {
      "Not measured: \($0.candidate), for \($0.missing) is not here (\($0.package))."
    }
    let notes = skips + remarks
    if !notes.isEmpty { parts.append(notes.joined(separator: "\n")) }
    parts.append("Noise: \(noise.text).")
    return parts.joined(separator: "\n\n")
  }
}
