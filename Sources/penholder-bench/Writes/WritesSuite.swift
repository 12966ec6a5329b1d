import Foundation

/// Runs the writes suite: case by case, round by round, candidate by candidate.
struct WritesSuite {
  let setting: WritesSetting
  let candidates: [any WritesCandidate]
  let folders: [WritesCase.Place: WorkFolder]
  let servers: Servers
  /// Told what is going on.
  let progress: (String) -> Void
  /// Told what is done, as soon as it is.
  let show: (String) -> Void

  private var collector = Collector()
  private var remarks: [String] = []

  init(
    setting: WritesSetting, candidates: [any WritesCandidate],
    folders: [WritesCase.Place: WorkFolder], servers: Servers,
    progress: @escaping (String) -> Void, show: @escaping (String) -> Void
  ) {
    (self.setting, self.candidates) = (setting, candidates)
    (self.folders, self.servers) = (folders, servers)
    (self.progress, self.show) = (progress, show)
  }

  mutating func run(skipped: [Skipped]) throws -> Report {
    let before = try NoiseSample.now()
    show(method.joined(separator: "\n"))
    let cases = setting.cases
    for (number, one) in cases.enumerated() {
      for round in 0..<setting.rounds {
        progress("\(one.title), \(one.tabs) tabs, round \(round + 1) of \(setting.rounds)")
        for candidate in candidates.rotated(for: round) {
          do { try measure(candidate, one, round) } catch {
            // One candidate's failure is a remark, not the end of the run.
            remarks.append("\(candidate.name), \(one.title), \(one.tabs) tabs: \(error)")
          }
        }
      }
      // By number of writers, which comes last in the cases' order.
      if number + 1 == cases.count || cases[number + 1].name != one.name {
        collector.show(WritesMeasures.all([one]), reference: Queueing.name, show)
      }
    }
    return Report(
      suite: "writes", method: method, reference: Queueing.name, rounds: setting.rounds,
      sizes: "writers", measurements: collector.measurements(inOrderOf: WritesMeasures.all(cases)),
      skipped: skipped, remarks: remarks, noise: before.until(try NoiseSample.now()),
      goals: WritesMeasures.goals)
  }

  private var method: [String] {
    [
      """
      Each writer is a process of its own and writes one small row at a time, or keeps so many on \
      their way; \(setting.rounds) rounds of \(setting.length / 1_000_000) ms after \
      \(setting.warmth / 1_000_000) ms of warmth, alternating, each on a new database; by number of \
      writers.
      """,
      """
      penholder: as many followers queue to a leader that does nothing else, exactly once. Direct \
      writers have one in flight in any case: they wait for their commit. NORMAL stands for \
      PostgreSQL's synchronous_commit=off and Redis' appendfsync everysec.
      """,
      "A cell: median (lowest..highest round), and how many times ours, round by round.",
    ]
  }

  /// One candidate's turn in one round.
  private mutating func measure(
    _ candidate: any WritesCandidate, _ one: WritesCase, _ round: Int
  ) throws {
    guard let folder = try folders[one.place]?.fresh("turn") else { return }
    let staff = try candidate.staff(one, in: folder, servers: servers)
    // Its processes end before the next one's turn.
    defer { withExtendedLifetime(staff) {} }
    for writer in staff.writers { try writer.waitUntilReady() }
    let window = Window(warmth: setting.warmth, length: setting.length)
    let words = String(decoding: try JSONEncoder().encode(window), as: UTF8.self)
    for writer in staff.writers { try writer.child.send(words) }
    let tallies = try staff.writers.map { try $0.hear(Tally.self, within: .milliseconds(60_000)) }
    var durations = Recorder()
    for tally in tallies { durations.add(tally.durations) }
    let counts = tallies.map(\.count)
    let rate = Double(counts.reduce(0, +)) / window.length
    add(.single(rate), WritesMeasures.throughput(one))
    add(durations.round(), WritesMeasures.latency(one))
    if counts.count > 1, let most = counts.max(), let least = counts.min(), most > 0 {
      add(.single(Double(least) / Double(most)), WritesMeasures.fairness(one))
    }
    func add(_ result: Round?, _ measure: Measure) {
      collector.add(result, number: round, of: candidate.name, size: one.tabs, measure: measure)
    }
  }
}
