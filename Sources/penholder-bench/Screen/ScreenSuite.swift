import Foundation

/// Runs the screen suite: list by list, round by round, candidate by candidate.
struct ScreenSuite {
  let setting: ScreenSetting
  /// Those that are here, ourselves among them.
  let candidates: [any ScreenCandidate]
  let programs: Programs
  /// A folder of the run's own.
  let folder: String
  /// Told what is going on.
  let progress: (String) -> Void
  /// Told what is done, as soon as it is.
  let show: (String) -> Void

  private var collector = Collector()
  private var remarks: [String] = []

  init(
    setting: ScreenSetting, candidates: [any ScreenCandidate], programs: Programs,
    folder: String, progress: @escaping (String) -> Void,
    show: @escaping (String) -> Void
  ) {
    (self.setting, self.candidates) = (setting, candidates)
    (self.programs, self.folder, self.progress, self.show) = (programs, folder, progress, show)
  }

  /// A candidate that is ready for one list.
  private struct Entry {
    let candidate: any ScreenCandidate
    let launch: Launch
    let home: String
    let landmark: String
  }

  mutating func run(skipped: [Skipped]) throws -> Report {
    let before = try NoiseSample.now()
    for size in setting.sizes {
      let entries = try prepare(TodoList(size: size))
      for round in 0..<setting.rounds {
        progress("\(size) todos, round \(round + 1) of \(setting.rounds)")
        for entry in entries.rotated(for: round) {
          attempt("\(entry.candidate.name) with \(size) todos") { suite in
            try suite.measure(entry, size: size, round: round)
          }
        }
        attempt("two tabs with \(size) todos") { suite in
          try suite.measureCommits(entries, size: size, round: round)
        }
      }
      let done = collector.measurements(inOrderOf: ScreenMeasures.all).filter { $0.size == size }
      show(Digest(title: "\(size) todos, medians", measurements: done).text)
    }
    for candidate in candidates where candidate.limit < setting.sizes.max() ?? 0 {
      remarks.append(
        "\(candidate.name) is measured up to \(candidate.limit) todos: \(candidate.reason).")
    }
    return Report(
      suite: "screen", method: method, reference: Ours.name, rounds: setting.rounds,
      sizes: "todos", measurements: collector.measurements(inOrderOf: ScreenMeasures.all),
      skipped: skipped,
      remarks: remarks,
      noise: before.until(try NoiseSample.now()))
  }

  private var method: [String] {
    [
      """
      Each app alone in a terminal of \(ScreenSetting.columns)x\(ScreenSetting.rows) that this \
      program itself is; \(setting.rounds) rounds, alternating; by size of the list.
      """,
      "A cell: median (lowest..highest round), and how many times ours, round by round.",
    ]
  }

  /// Writes every candidate's list and starts it once: for warmth, and to learn its last row.
  private mutating func prepare(_ list: TodoList) throws -> [Entry] {
    var entries: [Entry] = []
    for candidate in candidates where list.size <= candidate.limit {
      progress("\(list.size) todos: \(candidate.name) gets ready")
      let home = "\(folder)/\(entries.count)-\(list.size)"
      attempt("\(candidate.name) with \(list.size) todos") { suite in
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let launch = try candidate.prepare(list, in: home, programs: suite.programs)
        let session = try ScreenSession(launch, home: home, landmark: launch.landmark)
        session.end()
        guard let landmark = launch.landmark ?? TodoList.lastName(in: session.firstScreen) else {
          throw BenchError("no todo was shown")
        }
        entries.append(
          Entry(candidate: candidate, launch: launch, home: home, landmark: landmark))
      }
    }
    return entries
  }

  /// One candidate's turn in one round.
  private mutating func measure(_ entry: Entry, size: Int, round: Int) throws {
    func open() throws -> ScreenSession {
      try ScreenSession(entry.launch, home: entry.home, landmark: entry.landmark)
    }
    var starts = Recorder()
    for _ in 1..<max(1, setting.starts) {
      let session = try open()
      starts.record(session.startTime)
      session.end()
    }
    let session = try open()
    defer { session.end() }
    starts.record(session.startTime)
    var rounds: [(Measure, Round?)] = [(ScreenMeasures.start, starts.round())]
    if size > 0 {
      try session.focus()
      let moves = try session.moveWithin(setting.keys)
      rounds.append((ScreenMeasures.move, moves.durations.round()))
      rounds.append((ScreenMeasures.moveBytes, moves.bytes.round()))
    }
    if size > 2 * ScreenSetting.rows + setting.keys {
      let scrolls = try session.moveBelow(setting.keys)
      rounds.append((ScreenMeasures.scroll, scrolls.durations.round()))
      rounds.append((ScreenMeasures.scrollBytes, scrolls.bytes.round()))
    }
    _ = try session.swallow(until: Clock.now() + .milliseconds(500))
    let idle = try session.swallow(until: Clock.now() + setting.idle)
    rounds.append((ScreenMeasures.idleBytes, single(UInt64(idle) * 1_000_000_000 / setting.idle)))
    let memory = try Memory.of(session.terminal.process)
    rounds.append((ScreenMeasures.resident, single(memory.resident)))
    rounds.append((ScreenMeasures.proportional, single(memory.proportional)))
    rounds.append((ScreenMeasures.own, single(memory.own)))
    for (measure, result) in rounds {
      collector.add(
        result, number: round, of: entry.candidate.name, size: size, measure: measure)
    }
  }

  private mutating func measureCommits(_ entries: [Entry], size: Int, round: Int) throws {
    guard size > 0, setting.commits > 0,
      let entry = entries.first(where: { $0.candidate is Ours })
    else { return }
    let following = try Following(entry.launch, home: entry.home, landmark: entry.landmark)
    defer { following.end() }
    collector.add(
      try following.commits(setting.commits), number: round, of: Ours.name, size: size,
      measure: ScreenMeasures.commit)
  }

  private func single(_ value: UInt64) -> Round? {
    var recorder = Recorder()
    recorder.record(value)
    return recorder.round()
  }

  /// One candidate's failure is a remark, not the end of the run.
  private mutating func attempt(_ what: String, _ work: (inout ScreenSuite) throws -> Void) {
    do { try work(&self) } catch { remarks.append("\(what): \(error)") }
  }
}
