import Foundation
// A parser of XML is a module of its own outside of Apple's systems.
import FoundationXML
import Testing

@testable import penholder_bench

@Suite("Plots of a report")
struct PlotTests {
  /// What a drawing says, once a parser of XML has read it to its end.
  final class Reading: NSObject, XMLParserDelegate {
    private(set) var texts: [String] = []
    private(set) var classes: [String] = []
    private var isText = false
    private(set) var error: (any Error)?

    init(_ svg: String) {
      super.init()
      let parser = XMLParser(data: Data(svg.utf8))
      parser.delegate = self
      if !parser.parse() { error = parser.parserError ?? BenchError("no XML") }
    }

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      isText = element == "text"
      if isText { texts.append("") }
      if let style = attributes["class"] { classes.append(style) }
    }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      isText = false
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if isText { texts[texts.count - 1] += string }
    }
  }

  static func report(_ measurements: [penholder_bench.Measurement]) -> Report {
    Report(
      suite: "notify", reference: "ours", rounds: 2, sizes: "tabs", measurements: measurements,
      noise: Noise(stolen: 0, busy: 0.5, loadBefore: 1, loadAfter: 2, processors: 2))
  }

  static func measurement(_ candidate: String, size: Int, _ medians: [Double])
    -> penholder_bench.Measurement
  {
    var item = penholder_bench.Measurement(
      candidate: candidate, size: size,
      measure: Measure(
        name: "a.b", title: "Told → heard", unit: .nanoseconds, scale: .microseconds,
        hasTail: true))
    for (number, median) in medians.enumerated() {
      item.add(StatisticsTests.round(median), number: number)
    }
    return item
  }

  @Test("candidates stand side by side with median and 99th percentile, units, title and command")
  func dots() throws {
    let files = Self.report([
      Self.measurement("ours", size: 1, [80_000, 90_000]),
      Self.measurement("a <rival> & \"more\"", size: 1, [800_000, 900_000]),
    ]).plots(command: "penholder-bench notify --quick")
    #expect(files.map(\.name) == ["notify-a-b.svg"])
    let reading = Reading(try #require(files.first).svg)
    #expect(reading.error == nil)
    for text in [
      "Told → heard [µs]", "ours", "a <rival> & \"more\"", "85.0", "170", "850", "1700", "µs",
      "penholder-bench notify --quick",
      "2 rounds; 2 processors, 50.0 % busy, 0.00 % stolen; load 1.00 before, 2.00 after",
    ] {
      #expect(reading.texts.contains(text), "\(text) in \(reading.texts)")
    }
    #expect(reading.classes.count { $0 == "c0 whisker" } == 2)
    #expect(reading.classes.count { $0.hasSuffix("spread") } == 2)
  }

  @Test("several sizes are a panel each, and lines over the sizes")
  func lines() throws {
    let files = Self.report(
      [1, 8, 64].flatMap { size in
        [
          Self.measurement("ours", size: size, [100, 110]),
          Self.measurement("theirs", size: size, [Double(size) * 1_000]),
        ]
      }
    ).plots(command: "so")
    #expect(files.map(\.name) == ["notify-a-b.svg", "notify-a-b-by-size.svg"])
    let readings = files.map { Reading($0.svg) }
    #expect(readings.allSatisfy { $0.error == nil })
    for size in ["1", "8", "64"] {
      #expect(readings[0].texts.contains("tabs: \(size)"))
      #expect(readings[1].texts.contains(size))
    }
    #expect(readings[1].texts.contains("tabs"))
    #expect(readings[1].classes.count { $0 == "c0 line strong" } == 1)
    #expect(readings[1].classes.count { $0 == "c0 line dashed" } == 1)
  }

  @Test("one candidate in several sizes is a line and no more")
  func alone() {
    let files = Self.report([1, 2].map { Self.measurement("ours", size: $0, [100]) })
      .plots(command: "so")
    #expect(files.map(\.name) == ["notify-a-b-by-size.svg"])
  }

  @Test("an empty report has no plots, and a plot of nothing says so")
  func empty() {
    #expect(Self.report([]).plots(command: "so").isEmpty)
    let frame = PlotFrame(title: "T", unit: "ms")
    for svg in [
      DotPlot(frame: frame, panels: [], text: { "\($0)" }).svg(),
      LinePlot(frame: frame, sizes: "tabs", lines: []).svg(),
    ] {
      let reading = Reading(svg)
      #expect(reading.error == nil)
      #expect(reading.texts.contains("Nothing was measured."))
    }
  }

  @Test("figures that are nothing, and a measure that is nothing everywhere, find a place")
  func zeros() {
    for medians in [[0.0, 5_000_000], [0, 0]] {
      let items = zip([1, 8], medians).map { Self.measurement("ours", size: $0, [$1]) }
      let others = zip([1, 8], medians).map { Self.measurement("theirs", size: $0, [$1 * 100]) }
      let files = Self.report(items + others).plots(command: "so")
      #expect(files.count == 2)
      for file in files {
        #expect(Reading(file.svg).error == nil)
        #expect(!file.svg.contains("nan") && !file.svg.contains("inf"))
      }
    }
  }

  @Test("what XML may not contain is escaped or replaced")
  func escaping() {
    #expect(Drawing.escaped("a<b>&\"c\"\u{1}\n") == "a&lt;b&gt;&amp;&quot;c&quot;? ")
    #expect(Reading("<t>\(Drawing.escaped("\u{0}\u{1b}[K\u{FFFF}"))</t>").error == nil)
    #expect(Drawing.number(-0.26) == "-0.3")
    #expect(Drawing.number(12.04) == "12")
  }

  @Test("the command in a caption has no places of one machine")
  func command() {
    #expect(
      Plots.command([
        "/x/penholder-bench", "notify", "--plots", "/tmp/p", "--only", "Redis pub/sub",
        "--folder=/disk", "--quick",
      ]) == "penholder-bench notify --only 'Redis pub/sub' --quick")
  }
}
