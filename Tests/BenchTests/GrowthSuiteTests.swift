import Foundation
import Testing

@testable import penholder_bench

@Suite("penholder-bench growth")
struct GrowthSuiteTests {
  // A tiny run: every curve is there, with its rounds, its verdicts and its plots; no figure is judged.
  @Test("a run ends with every curve, a verdict on each, and its plots")
  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("plots-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }  // Not made: then the test fails.
    let run = try await SuiteRun([
      "growth", "--quick", "--json", "--tabs", "1,2", "--rows", "60,70", "--rounds", "1",
      "--deaths", "1", "--changes", "2", "--idle", "0.1", "--plots", folder.path,
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try run.report()
    #expect(report["remarks"] as? [String] == [])
    let byTabs = Set(GrowthMeasures.byTabs.map(\.name))
    #expect(byTabs.count == 15)
    for size in [1, 2] {
      #expect(measures(report, "penholder", size).intersection(byTabs) == byTabs, "\(size)")
    }
    for size in [60, 70] { #expect(measures(report, "penholder", size) == ["refresh", "open"]) }
    #expect(measures(report, "floor (SQLite)", 70) == ["open"])
    let items = try #require(report["measurements"] as? [[String: Any]])
    #expect(items.allSatisfy { ($0["rounds"] as? [[String: Any]])?.count == 1 })
    let goals = try #require(report["goals"] as? [[String: Any]])
    // So short a rest may have no wake-up at all: then there is nothing to compare with.
    let judgeable = GrowthMeasures.goals(tabs: [1, 2], rows: [60, 70]).filter { goal in
      items.contains {
        $0["candidate"] as? String == "penholder" && $0["measure"] as? String == goal.measure.name
          && [1, 60].contains($0["size"] as? Int) && $0["median"] as? Double ?? 0 > 0
      }
    }
    #expect(goals.count == judgeable.count && goals.count >= 13, "\(goals)")
    let plots = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in ["growth-wakeUps-by-size.svg", "growth-open-by-size.svg", "growth-open.svg"] {
      #expect(plots.contains(name), "\(plots)")
    }
    for name in plots {
      let svg = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      #expect(PlotTests.Reading(svg).error == nil, "\(name)")
      #expect(!svg.contains(folder.path))
    }
  }

  @Test(
    "an option that makes no sense is answered with a sentence",
    arguments: [
      (["--tabs", "0"], "--tabs takes numbers from 1 to 120, with commas."),
      (["--tabs", "127"], "--tabs takes numbers from 1 to 120, with commas."),
      (["--rows", "many"], "--rows takes numbers from 1 to 10000000, with commas."),
      (["--rounds", "0"], "--rounds takes a number from 1 to 1000."),
      (["--deaths", "0"], "--deaths takes a number from 1 to 1000."),
      (["--changes", "0"], "--changes takes a number from 1 to 10000."),
      (["--idle", "nan"], "--idle takes a number of seconds from 0 to 3600."),
    ])
  func misuse(arguments: [String], sentence: String) async throws {
    let run = try await SuiteRun(["growth"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(sentence), "\(run.errors)")
  }

  @Test("a plot that cannot be written is said in a sentence")
  func noFolder() async throws {
    let run = try await SuiteRun([
      "reads", "--quick", "--rows", "3", "--followers", "1", "--rounds", "1", "--changes", "1",
      "--events", "10", "--plots", "/dev/null/plots",
    ])
    #expect(run.status != 0)
    #expect(
      run.errors.contains("The plots cannot be written to /dev/null/plots: "), "\(run.errors)")
  }

  @Test("options take the place of a run's own settings, full or quick")
  func settings() throws {
    let full = try GrowthCommand.parse([]).setting()
    #expect(full.tabs == [1, 2, 4, 8, 16, 32, 64])
    #expect(full.rows == [100, 1_000, 10_000, 100_000, 1_000_000])
    #expect(full.rounds == 3)
    let other = try GrowthCommand.parse([
      "--quick", "--tabs", "3", "--rounds", "5", "--deaths", "7", "--changes", "9", "--idle", "0.5",
    ]).setting()
    #expect(other.tabs == [3] && other.rounds == 5)
    #expect(other.failover(3).deaths == 7 && other.failover(3).situations.count == 1)
    #expect(other.reads(rows: [], followers: [3]).changes == 9)
    #expect(other.notify(3).idle == 500_000_000 && other.notify(3).idleFollowers == [3])
    #expect(
      other.writes(3).cases.map(\.title) == [
        "FULL, disk, 1 in flight", "NORMAL, disk, 1 in flight",
      ])
  }

  @Test("a curve is judged by its last size beside its first one; one size alone is none")
  func judging() {
    #expect(GrowthMeasures.goals(tabs: [4], rows: [100]).isEmpty)
    let goals = GrowthMeasures.goals(tabs: [1, 8, 64], rows: [100, 1_000_000])
    func verdict(_ measure: Measure, _ last: Double, size: Int, first: Int) -> Verdict? {
      let items = [(first, 100.0), (size, last)].map { size, value in
        var item = penholder_bench.Measurement(candidate: "penholder", size: size, measure: measure)
        item.add(.single(value), number: 0)
        return item
      }
      return goals.compactMap { $0.verdict(in: items, on: "penholder") }.first
    }
    let flat = verdict(NotifyMeasures.wakeUps, 160, size: 64, first: 1)
    #expect(
      flat?.text == "✗ flat: an idle tab's wake-ups, 64 tabs beside 1: 1.60× (≤ 1.50×)")
    let linear = verdict(NotifyMeasures.last, 6_300, size: 64, first: 1)
    #expect(linear?.holds == true && linear?.limit == 64)
    let rows = verdict(ReadsMeasures.refresh, 199, size: 1_000_000, first: 100)
    #expect(rows?.holds == true && rows?.goal.contains("1,000,000 rows beside 100") == true)
    let rate = WritesMeasures.throughput(GrowthMeasures.writing(.full))
    #expect(verdict(rate, 99, size: 64, first: 1)?.holds == false)
  }
}
