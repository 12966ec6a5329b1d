import Foundation

/// A page of Prometheus' text format 0.0.4, read more strictly than Prometheus does.
struct PrometheusPage {
  struct Sample {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  struct Family {
    var type: String
    var samples: [Sample] = []
  }

  struct Objection: Error {
    var line: String
    var reason: String
  }

  private(set) var families: [String: Family] = [:]

  init(parsing text: String) throws {
    guard text.hasSuffix("\n") else { throw Objection(line: "", reason: "no line feed at the end") }
    var helped: String?
    var current: String?
    var series: Set<String> = []
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      let line = String(line)
      func check(_ condition: Bool, _ reason: String) throws {
        if !condition { throw Objection(line: line, reason: reason) }
      }
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      if line.hasPrefix("# HELP ") {
        try check(words.count == 4, "help without a text")
        try check(families[words[2]] == nil, "a family begins twice")
        helped = words[2]
      } else if line.hasPrefix("# TYPE ") {
        try check(words.count == 4 && words[2] == helped, "a type without its help before it")
        try check(["counter", "gauge", "histogram"].contains(words[3]), "an unknown type")
        try check((words[3] == "counter") == words[2].hasSuffix("_total"), "counters are totals")
        families[words[2]] = Family(type: words[3])
        (current, helped) = (words[2], nil)
      } else {
        guard let family = current, let type = families[family]?.type else {
          throw Objection(line: line, reason: "a sample outside a family")
        }
        let sample = try Self.sample(line)
        let suffixes = type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        try check(suffixes.contains { family + $0 == sample.name }, "a sample of another family")
        let key = sample.name + sample.labels.sorted { $0.key < $1.key }.description
        try check(series.insert(key).inserted, "a series twice")
        families[family]?.samples.append(sample)
      }
    }
  }

  private static func sample(_ line: String) throws -> Sample {
    func objection(_ reason: String) -> Objection { Objection(line: line, reason: reason) }
    let metric = #/([a-zA-Z_:][a-zA-Z0-9_:]*)\{(.*)\} ([^ ]+)/#
    guard let match = line.wholeMatch(of: metric) else { throw objection("no sample") }
    guard let value = Double(match.3), !value.isNaN else { throw objection("no number") }
    var labels: [String: String] = [:]
    var rest = match.2
    let label = #/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"/#
    while let found = rest.prefixMatch(of: label) {
      let name = String(found.1)
      guard labels[name] == nil else { throw objection("a label twice") }
      labels[name] = unescaped(found.2)
      rest = rest[found.range.upperBound...]
      if rest.isEmpty { break }
      guard rest.first == "," else { throw objection("no comma between labels") }
      rest = rest.dropFirst()
    }
    guard rest.isEmpty, !labels.isEmpty else { throw objection("no labels") }
    return Sample(name: String(match.1), labels: labels, value: value)
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        result.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// The samples of a family's part (`_bucket` …) that have these labels, in the order of the page.
  func samples(_ family: String, _ part: String = "", tab: Int) -> [Sample] {
    (families[family]?.samples ?? []).filter {
      $0.name == family + part && $0.labels["tab"] == "\(tab)"
    }
  }
}
