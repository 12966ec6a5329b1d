import Foundation
import Testing

@testable import penholder_bench

@Suite("Reports of a run")
struct ReportTests {
  static func report() -> Report {
    Report(
      suite: "screen", method: ["As told."], reference: "todos", rounds: 2,
      measurements: [
        StatisticsTests.measurement("todos", [1_000_000, 1_200_000]),
        StatisticsTests.measurement("tudu", [500_000, 600_000]),
      ],
      skipped: [Skipped(candidate: "vit", missing: "task", package: "Debian: vit, taskwarrior")],
      remarks: ["tudu sneezed."],
      noise: Noise(stolen: 0.01, busy: 0.5, loadBefore: 1, loadAfter: 2, processors: 2))
  }

  @Test("a table has its columns in line and no blanks at the ends")
  func table() {
    var table = Table(["who", "much"])
    table.add(["todos", "1"])
    table.add(["x"])
    #expect(
      table.text == """
        who     much
        ────────────
        todos      1
        x
        """)
  }

  @Test("a distribution has percentiles across, and the ratio to whom it is compared with")
  func distribution() {
    let text = Distribution(
      title: "Move, ten", measure: StatisticsTests.measure,
      measurements: [
        StatisticsTests.measurement("todos", [1_000_000, 1_200_000]),
        StatisticsTests.measurement("tudu", [500_000, 600_000]),
      ], reference: "todos"
    ).text
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines[0].prefix(3) == ["Move,", "ten", "[ms]"])
    #expect(
      lines[3] == ["tudu", "0.55", "0.50..0.60", "0.50×", "0.83", "1.10", "1.65", "1.80"])
  }

  @Test("a digest has measures down and candidates across")
  func digest() {
    let text = Digest(
      title: "10 todos",
      measurements: [
        StatisticsTests.measurement("todos", [1_000_000]),
        StatisticsTests.measurement("tudu", [500_000]),
      ]
    ).text
    #expect(
      text == """
        10 todos    todos   tudu
        ────────────────────────
        Move [ms]    1.00   0.50
        """)
  }

  @Test("the text names the figures, the ratio, the goal, who is missing and the noise")
  func text() {
    let text = Self.report().text
    for part in [
      "Move [ms]", "1.10 (1.00..1.20) ✓", "0.55 (0.50..0.60) 0.50×", "≤ 2.00",
      "Not measured: vit, for task is not here (Debian: vit, taskwarrior).", "tudu sneezed.",
      "2 processors, 50.0 % busy, 1.00 % stolen; load 1.00 before, 2.00 after",
    ] {
      #expect(text.contains(part), "\(part) in\n\(text)")
    }
  }

  @Test("the JSON has every round, our goals and the ratios of the others")
  func json() throws {
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(Self.report().json().utf8)) as? [String: Any])
    let items = try #require(json["measurements"] as? [[String: Any]])
    #expect(items.count == 2)
    #expect(items[0]["goal"] as? Double == 2_000_000)
    #expect(items[0]["meetsGoal"] as? Bool == true)
    #expect((items[0]["rounds"] as? [[String: Any]])?.count == 2)
    #expect(items[1]["ratio"] as? Double == 0.5)
    #expect(items[1]["goal"] == nil)
    #expect((json["skipped"] as? [[String: Any]])?.first?["missing"] as? String == "task")
  }
}
