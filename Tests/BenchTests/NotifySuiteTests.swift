import Testing

@testable import penholder_bench

@Suite("penholder-bench notify")
struct NotifySuiteTests {
  // Ourselves and the floors, a few events: every measure is there, and no figure is judged.
  @Test("a run ends with every measure of ours and of the floors")
  func run() async throws {
    let run = try await SuiteRun([
      "notify", "--quick", "--no-rivals", "--json", "--followers", "1,2", "--rounds", "1",
      "--events", "3", "--bursts", "1", "--idle", "0.1",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try run.report()
    let told: Set = ["spaced", "last", "burst", "call"]
    let handler = PenholderTab.name(.handler)
    for size in [1, 2] {
      for name in [handler, PenholderTab.name(.sequence), BareFutex.name, FutexHop.name] {
        #expect(measures(report, name, size) == told, "\(name)")
      }
      for way in PenholderTab.Way.allCases {
        #expect(
          measures(report, PenholderTab.name(way, withCommit: true), size) == [
            "write", "writeCall",
          ])
      }
      #expect(measures(report, CommitAndFutex.name, size) == ["write", "writeCall"])
    }
    #expect(measures(report, handler, 0) == ["unheard"])
    #expect(measures(report, RingAndBell.name, 0) == ["unheard"])
    #expect(measures(report, handler, 3) == ["wakeUps", "idleTime", "memory"])
    #expect(measures(report, BareFutex.name, 3) == ["wakeUps", "idleTime", "memory"])
    let goals = try #require(report["goals"] as? [[String: Any]])
    // Beside the two floors, and by themselves.
    #expect(goals.count == 5)
    let remarks = try #require(report["remarks"] as? [String])
    #expect(
      remarks.allSatisfy { $0.hasPrefix("honker") || $0.hasPrefix("Who polls") }, "\(remarks)")
  }

  @Test(
    "an option that makes no sense is answered with a sentence",
    arguments: [
      (["--followers", "0"], "--followers takes numbers from 1 to 100, with commas."),
      (["--followers", "a"], "--followers takes numbers from 1 to 100, with commas."),
      (["--rounds", "0"], "--rounds takes a number from 1 to 1000."),
      (["--events", "0"], "--events takes a number from 1 to 2000."),
      (["--bursts", "99"], "--bursts takes a number from 1 to 50."),
      (["--idle", "nan"], "--idle takes a number of seconds from 0 to 3600."),
      (["--only", "nobody"], "There is no candidate nobody. There are: Penholder, handler;"),
    ])
  func misuse(arguments: [String], sentence: String) async throws {
    let run = try await SuiteRun(["notify"] + arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(sentence), "\(run.errors)")
  }
}
