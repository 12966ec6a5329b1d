import Foundation
import Testing

@testable import penholder_bench

@Suite("penholder-bench screen")
struct ScreenSuiteTests {
  // A short list, ourselves and the floor: every measure is there, with its round, and no figure is
  // judged.
  @Test("a run ends with every measure of ours and of the floor")
  func run() async throws {
    let run = try await SuiteRun([
      "screen", "--quick", "--no-rivals", "--json", "--sizes", "0,70", "--rounds", "1", "--keys",
      "2",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try run.report()
    #expect(report["remarks"] as? [String] == [])
    #expect(report["suite"] as? String == "screen")
    let items = try #require(report["measurements"] as? [[String: Any]])
    let always: Set = ["start", "idleBytes", "resident", "proportional", "own"]
    let moving: Set = ["move", "moveBytes", "scroll", "scrollBytes"]
    #expect(measures(report, "todos", 0) == always)
    #expect(measures(report, "floor (cat)", 0) == always)
    #expect(measures(report, "todos", 70) == always.union(moving).union(["commit"]))
    #expect(measures(report, "floor (cat)", 70) == always.union(moving))
    for item in items {
      #expect((item["rounds"] as? [[String: Any]])?.count == 1)
      #expect((item["median"] as? Double).map { $0 >= 0 } == true)
    }
    let noise = try #require(report["noise"] as? [String: Any])
    #expect(Set(noise.keys) == ["stolen", "busy", "loadBefore", "loadAfter", "processors"])
  }
}
