import Foundation
import TestSupport
import Testing

@Suite("A simulated world", .ownThread)
struct SimulatorTests {
  /// `PENHOLDER_SIMULATOR_SCHEDULES`: how many are played, half of them with noise.
  static let count =
    ProcessInfo.processInfo.environment["PENHOLDER_SIMULATOR_SCHEDULES"].flatMap(Int.init)
    ?? 200_000

  /// `PENHOLDER_SIMULATOR_SEED`: of the first; any without it.
  static let seed =
    ProcessInfo.processInfo.environment["PENHOLDER_SIMULATOR_SEED"].flatMap(UInt64.init)
    ?? UInt64.random(in: 0...UInt64.max / 2)

  static let length = 300

  /// A schedule that breaks a promise, as short as it can be.
  struct Finding: Sendable, CustomStringConvertible {
    var seed: UInt64
    var violation: World.Violation
    var schedule: Schedule

    var description: String {
      "\(violation.promise): \(violation.description); seed \(seed), shrunk to: \(schedule.text)"
    }
  }

  /// Plays schedules until one fails, and shrinks that one.
  static func search(
    _ seeds: some Sequence<UInt64>, hasNoise: Bool, _ flaw: World.Flaw? = nil,
    for promise: String? = nil
  ) throws -> Finding? {
    let stage = try Stage()
    for seed in seeds {
      let schedule = Schedule(seed: seed, length: length, hasNoise: hasNoise)
      guard let violation = World.play(schedule, flaw, on: stage),
        promise == nil || violation.promise == promise
      else { continue }
      var shrinking = Shrinking {
        World.play($0, flaw, on: stage)?.promise == violation.promise
      }
      let short = shrinking.shrink(schedule)
      return Finding(
        seed: seed, violation: World.play(short, flaw, on: stage) ?? violation, schedule: short)
    }
    return nil
  }

  @Test(
    "whatever crashes, stops, lags and is torn: one leader a term, no commit by a deposed one, every commit announced or covered",
    arguments: [false, true])
  func manySchedules(hasNoise: Bool) async throws {
    let begun = ContinuousClock.now
    let (parts, each) = (4, UInt64(Self.count) / 8)
    let first = Self.seed &+ (hasNoise ? UInt64(Self.count) : 0)
    try await withThrowingTaskGroup(of: Finding?.self) { tasks in
      for part in 0..<UInt64(parts) {
        tasks.addTask {
          let start = first &+ part &* each
          return try Self.search((0..<each).lazy.map { start &+ $0 }, hasNoise: hasNoise)
        }
      }
      for try await finding in tasks {
        if let finding { Issue.record("\(finding)") }
      }
    }
    print(
      "simulator: \(UInt64(parts) * each) schedules of \(Self.length) steps",
      hasNoise ? "with noise" : "without noise",
      "from seed \(first) in \(ContinuousClock.now - begun)")
  }

  /// Which promise each flaw breaks.
  static let flaws: [(World.Flaw, String)] = [
    (.noFence, "P2"), (.blindClaim, "P1"), (.leaseAsleep, "P3"), (.silentReader, "P6"),
    (.forgivingReader, "P6"),
  ]

  @Test(
    "what is done wrongly is found, shrunk to a handful of steps, and found again from the text",
    arguments: flaws)
  func flaw(_ flaw: World.Flaw, _ promise: String) throws {
    let finding = try #require(
      try Self.search(0..<50_000, hasNoise: false, flaw, for: promise), "\(flaw) is not found")
    print("simulator, \(flaw): \(finding)")
    #expect(finding.schedule.steps.count <= 20)
    // As printed, on another stage.
    let replayed = try #require(Schedule(text: finding.schedule.text))
    let stage = try Stage()
    #expect(World.play(replayed, flaw, on: stage) == finding.violation)
    // It is the flaw's fault.
    #expect(World.play(replayed, on: stage) == nil)
    // Nothing can be left out.
    for index in replayed.steps.indices {
      var shorter = replayed
      shorter.steps.remove(at: index)
      #expect(World.play(shorter, flaw, on: stage)?.promise != promise)
    }
  }

  @Test("a schedule is its text", arguments: 0..<20 as Range<UInt64>)
  func text(seed: UInt64) {
    let schedule = Schedule(seed: seed, length: 200, hasNoise: true)
    #expect(Schedule(text: schedule.text) == schedule)
    #expect(Schedule(text: "run 1; dance 2") == nil)
    #expect(Schedule(text: "run 9") == nil)
  }
}
