import Foundation
import Testing

@testable import penholder_bench

// Tiny runs, ourselves and what needs no server: every measure is there, and no figure is judged.
@Suite("penholder-bench writes, failover and reads")
struct SuiteTests {
  @Test("a run of writes ends with every measure of ours, of the limit and of the direct writers")
  func writes() async throws {
    let run = try await SuiteRun([
      "writes", "--quick", "--no-rivals", "--json", "--tabs", "2", "--in-flight", "3",
      "--durability", "normal", "--milliseconds", "1000",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try run.report()
    #expect(report["remarks"] as? [String] == [])
    #expect(report["suite"] as? String == "writes")
    let names = ["throughput", "latency", "fairness"].map { "\($0).normal.disk.3" }
    for writer in ["penholder", "SQLite direct", "GRDB DatabasePool direct"] {
      #expect(measures(report, writer, 2) == Set(names))
    }
    // One process is as fair to itself as can be.
    #expect(measures(report, "limit (one process, same batches)", 2) == Set(names.dropLast()))
  }

  @Test("a run of failover ends with every measure of ours and of the floors")
  func failover() async throws {
    let run = try await SuiteRun([
      "failover", "--quick", "--no-rivals", "--json", "--waiting", "2", "--rounds", "1", "--deaths",
      "2", "--leases", "300",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try run.report()
    #expect(report["remarks"] as? [String] == [])
    func names(_ kinds: [String], _ situations: [String]) -> Set<String> {
      Set(kinds.flatMap { kind in situations.map { "\(kind).\($0)" } })
    }
    let dying = ["killed", "killedLoaded"]
    #expect(
      measures(report, "penholder", 2)
        == names(["role", "commit"], dying + ["asked", "stopped300"]).union(
          names(["answer"], dying + ["stopped300"])))
    #expect(measures(report, "floor (pidfd)", 2) == names(["role", "commit"], dying))
    #expect(
      measures(report, "floor (OFD lock)", 2) == names(["role", "commit"], dying + ["asked"]))
    let goals = try #require(report["goals"] as? [[String: Any]])
    // Beside the floor, and by itself: idle and under load.
    #expect(goals.count == 4)
  }

  @Test("a run of reads ends with every measure")
  func reads() async throws {
    let run = try await SuiteRun([
      "reads", "--quick", "--json", "--rows", "3,70", "--followers", "2", "--rounds", "1",
      "--changes", "2", "--events", "100",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try run.report()
    #expect(report["remarks"] as? [String] == [])
    #expect(measures(report, "penholder", 70) == ["open", "refresh", "refreshCost"])
    #expect(measures(report, "penholder", 2) == ["refreshByTabs", "shareByTabs"])
    #expect(measures(report, "penholder", 1) == ["publish", "publishRate", "take", "poll"])
    #expect(measures(report, "everything again", 3) == ["refresh", "refreshCost"])
    #expect(measures(report, "floor (SQLite)", 3) == ["open"])
  }

  @Test(
    "a wrong option gets a sentence",
    arguments: [
      (["writes", "--tabs", "0"], "--tabs takes numbers from 1 to 50, with commas."),
      (["writes", "--only", "nobody"], "There is no candidate nobody."),
      (["writes", "--milliseconds", "1"], "--milliseconds takes a number from 10 to 600000."),
      (["failover", "--leases", "20"], "--leases takes numbers from 150 to 60000, with commas."),
      (["failover", "--deaths", "0"], "--deaths takes a number from 1."),
      (["reads", "--rows", "a"], "--rows takes numbers from 1 to 10000000, with commas."),
      (["reads", "--rounds", "0"], "--rounds takes a number from 1."),
    ])
  func wrongOptions(arguments: [String], sentence: String) async throws {
    let run = try await SuiteRun(arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(sentence), "\(run.errors)")
  }

  @Test("samples are the same after the way from one process to another")
  func samples() throws {
    var recorder = Recorder()
    for value in 1...5_000 { recorder.record(UInt64(value) * 1_000) }
    let copy = try JSONDecoder().decode(Recorder.self, from: JSONEncoder().encode(recorder))
    let (one, other) = (try #require(recorder.round()), try #require(copy.round()))
    #expect(other == one)
    #expect(abs(one.p999 / 4_995_000 - 1) < 0.002)
  }

  @Test("what ends in the warm-up does not count, what ends late counts as slow")
  func windows() throws {
    let window = try JSONDecoder().decode(
      Window.self, from: Data(#"{"start": 1000, "end": 2000}"#.utf8))
    var tally = Tally()
    tally.take(from: 100, to: 900, in: window)
    #expect(tally.count == 0 && tally.durations.round() == nil)
    tally.take(from: 200, to: 950, in: window)
    tally.take(from: 900, to: 1_100, in: window)
    #expect(tally.durations.round()?.count == 1)
    tally.take(from: 1_900, to: 9_900, in: window)
    #expect(tally.count == 1)
    #expect(tally.durations.round()?.count == 2)
    #expect(tally.durations.round().map { abs($0.maximum / 8_000 - 1) < 0.002 } == true)
  }

  @Test("callgrind's total is found")
  func callgrind() {
    #expect(Callgrind.total("events: Ir\nsummary: 12\nfn=x\n1 2\ntotals: 345\n") == 345)
    #expect(Callgrind.total("events: Ir\nsummary: 12\n") == 12)
    #expect(Callgrind.total("nothing") == nil)
  }
}
