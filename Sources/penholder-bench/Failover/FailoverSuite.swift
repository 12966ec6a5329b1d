import Foundation

/// Runs the failover suite: situation by situation, round by round, candidate by candidate.
struct FailoverSuite {
  let setting: FailoverSetting
  let candidates: [any FailoverCandidate]
  let folder: WorkFolder
  let servers: Servers
  /// Told what is going on.
  let progress: (String) -> Void
  /// Told what is done, as soon as it is.
  let show: (String) -> Void

  private var collector = Collector()
  private var remarks: [String] = []

  init(
    setting: FailoverSetting, candidates: [any FailoverCandidate], folder: WorkFolder,
    servers: Servers, progress: @escaping (String) -> Void, show: @escaping (String) -> Void
  ) {
    (self.setting, self.candidates) = (setting, candidates)
    (self.folder, self.servers) = (folder, servers)
    (self.progress, self.show) = (progress, show)
  }

  mutating func run(skipped: [Skipped]) throws -> Report {
    let before = try NoiseSample.now()
    show(method.joined(separator: "\n"))
    for situation in setting.situations {
      let able = candidates.filter { $0.knows(situation) }
      for waiting in setting.waiting {
        for round in 0..<setting.rounds {
          progress(
            "\(situation.title), \(waiting) waiting, round \(round + 1) of \(setting.rounds)")
          for candidate in able.rotated(for: round) {
            do { try measure(candidate, situation, waiting, round) } catch {
              // One candidate's failure is a remark, not the end of the run.
              remarks.append("\(candidate.name), \(situation.title), \(waiting) waiting: \(error)")
            }
          }
        }
      }
      collector.show(FailoverMeasures.all([situation]), reference: Succession.name, show)
    }
    return Report(
      suite: "failover", method: method, reference: Succession.name, rounds: setting.rounds,
      sizes: "tabs that wait",
      measurements: collector.measurements(inOrderOf: FailoverMeasures.all(setting.situations)),
      skipped: skipped, remarks: remarks, noise: before.until(try NoiseSample.now()),
      goals: FailoverMeasures.goals(setting.waiting))
  }

  private var method: [String] {
    [
      """
      From just before the signal is sent; who took over is the next one to go. \(setting.rounds) \
      rounds of \(setting.deaths) successions (\(setting.silences) where each takes a lease), \
      alternating; by how many wait. The floors' processes are this program too and hold nothing; \
      what they are told at stands under "first commit" as well, for nobody can commit before.
      """,
      """
      Under load, two observers keep four writes each on their way to the leader that is killed; the \
      others have the same load beside them.
      """,
      "A cell: median (lowest..highest round), and how many times ours, round by round.",
    ]
  }

  private mutating func measure(
    _ candidate: any FailoverCandidate, _ situation: Situation, _ waiting: Int, _ round: Int
  ) throws {
    let field = try candidate.field(
      situation, in: try folder.fresh("turn"), servers: servers)
    var chain = try Chain(field, situation, waiting: waiting, pause: setting.pause)
    let times = try chain.run(setting.count(situation, candidate))
    let results = [
      (FailoverMeasures.role(situation), times.role),
      (FailoverMeasures.commit(situation), times.commit),
      (FailoverMeasures.answer(situation), times.answer),
    ]
    for (measure, recorder) in results {
      collector.add(
        recorder.round(), number: round, of: candidate.name, size: waiting, measure: measure)
    }
  }
}
