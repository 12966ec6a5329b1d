import Foundation
import Testing

@testable import penholder_bench

@Suite("penholder-bench notify")
struct NotifySuiteTests {
  static func run(_ arguments: [String]) throws -> (status: Int32, output: Data, errors: String) {
    let process = Process()
    process.executableURL = try ProcessIdentity.program("penholder-bench")
    process.arguments = ["notify"] + arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data, String(decoding: said, as: UTF8.self))
  }

  // Ourselves and the floors, a few events: every measure is there, and no figure is judged.
  @Test("a run ends with every measure of ours and of the floors")
  func run() throws {
    let (status, data, errors) = try Self.run([
      "--quick", "--no-rivals", "--json", "--followers", "1,2", "--rounds", "1", "--events", "3",
      "--bursts", "1", "--idle", "0.1",
    ])
    #expect(status == 0, "\(errors)")
    let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let items = try #require(json["measurements"] as? [[String: Any]])
    func measures(_ candidate: String, _ size: Int) -> Set<String> {
      Set(
        items.filter { $0["candidate"] as? String == candidate && $0["size"] as? Int == size }
          .compactMap { $0["measure"] as? String })
    }
    let told: Set = ["spaced", "burst", "call"]
    let handler = PenholderTab.name(.handler)
    for size in [1, 2] {
      for name in [handler, PenholderTab.name(.sequence), BareFutex.name, FutexHop.name] {
        #expect(measures(name, size) == told, "\(name)")
      }
      for way in PenholderTab.Way.allCases {
        #expect(measures(PenholderTab.name(way, withCommit: true), size) == ["write"])
      }
      #expect(measures(CommitAndFutex.name, size) == ["write"])
    }
    #expect(measures(handler, 0) == ["unheard"])
    #expect(measures(RingAndBell.name, 0) == ["unheard"])
    #expect(measures(handler, 3) == ["wakeUps", "idleTime"])
    #expect(measures(BareFutex.name, 3) == ["wakeUps", "idleTime"])
    let verdicts = try #require(json["verdicts"] as? [[String: Any]])
    #expect(verdicts.count == 5)
    let remarks = try #require(json["remarks"] as? [String])
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
      (["--only", "nobody"], "There is no candidate nobody; there are: Penholder, handler;"),
    ])
  func misuse(arguments: [String], sentence: String) throws {
    let (status, output, errors) = try Self.run(arguments)
    #expect(status == 64)
    #expect(output.isEmpty)
    #expect(errors.contains(sentence), "\(errors)")
  }
}
