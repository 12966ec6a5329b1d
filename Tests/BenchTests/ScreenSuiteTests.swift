import Foundation
import TestSupport
import Testing

@testable import penholder_bench

/// The built programs, beside the test bundle.
enum ProcessIdentity {
  static var own: Int { Int(ProcessInfo.processInfo.processIdentifier) }

  static func program(_ name: String) throws -> URL {
    let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent(name)
  }
}

@Suite("penholder-bench screen")
struct ScreenSuiteTests {
  // A short list, ourselves and the floor: every measure is there, with its round, and no figure is
  // judged.
  @Test("a run ends with every measure of ours and of the floor")
  func run() async throws {
    let result = try await Program.run(
      Program.built("penholder-bench"),
      [
        "screen", "--quick", "--no-rivals", "--json", "--sizes", "0,70", "--rounds", "1", "--keys",
        "2",
      ])
    #expect(result.exit == 0)
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(json["remarks"] as? [String] == [])
    #expect(json["suite"] as? String == "screen")
    let items = try #require(json["measurements"] as? [[String: Any]])
    func measures(_ candidate: String, _ size: Int) -> Set<String> {
      Set(
        items.filter { $0["candidate"] as? String == candidate && $0["size"] as? Int == size }
          .compactMap { $0["measure"] as? String })
    }
    let always: Set = ["start", "idleBytes", "resident", "proportional", "own"]
    let moving: Set = ["move", "moveBytes", "scroll", "scrollBytes"]
    #expect(measures("todos", 0) == always)
    #expect(measures("floor (cat)", 0) == always)
    #expect(measures("todos", 70) == always.union(moving).union(["commit"]))
    #expect(measures("floor (cat)", 70) == always.union(moving))
    for item in items {
      #expect((item["rounds"] as? [[String: Any]])?.count == 1)
      #expect((item["median"] as? Double).map { $0 >= 0 } == true)
    }
    let noise = try #require(json["noise"] as? [String: Any])
    #expect(Set(noise.keys) == ["stolen", "busy", "loadBefore", "loadAfter", "processors"])
  }
}
