import Foundation

/// Runs the notify suite: part by part, round by round, candidate by candidate. Shows each table as
/// soon as it is complete.
struct NotifySuite {
  let setting: NotifySetting
  /// The names of those that are here.
  let candidates: Set<String>
  let programs: Programs
  /// A folder of the run's own.
  let folder: String
  /// Told what is going on.
  let progress: (String) -> Void
  /// Told what is done.
  let show: (String) -> Void

  private(set) var collector = Collector()
  private var remarks: [String] = []
  private var servers: [AnyObject] = []
  private var turns = 0
  /// Those whose server did not start.
  private var failed: Set<String> = []

  init(
    setting: NotifySetting, candidates: Set<String>, programs: Programs, folder: String,
    progress: @escaping (String) -> Void, show: @escaping (String) -> Void
  ) {
    (self.setting, self.candidates, self.programs) = (setting, candidates, programs)
    (self.folder, self.progress, self.show) = (folder, progress, show)
  }

  mutating func run(skipped: [Skipped]) throws -> Report {
    let before = try NoiseSample.now()
    show(Self.method(setting).joined(separator: "\n"))
    serve()
    // Servers end before their folder is removed.
    defer { servers = [] }
    for followers in setting.followers {
      announce(to: followers)
      commit(to: followers)
    }
    for followers in setting.deafFollowers where setting.script.batches > 0 {
      tellNobody(beside: followers)
    }
    for followers in setting.idleFollowers where setting.idle > 0 { idle(followers) }
    let measurements = collector.measurements(inOrderOf: NotifyMeasures.all)
    return Report(
      suite: "notify", method: Self.method(setting), reference: PenholderTab.name(.handler),
      rounds: setting.rounds, sizes: "followers", measurements: measurements,
      skipped: skipped,
      remarks: remarks + (candidates.contains { $0.hasPrefix("data_version") } ? Self.remarks : []),
      noise: before.until(try NoiseSample.now()),
      goals: NotifyMeasures.goals(idle: setting.idleFollowers))
  }

  private static func method(_ setting: NotifySetting) -> [String] {
    [
      """
      One process tells, others hear, both write down CLOCK_MONOTONIC in shared memory; \
      \(setting.rounds) rounds, alternating, each in processes of its own.
      """,
      """
      Percentiles are the middle of the rounds', the maximum is that of all; the ratio is to the first \
      line, round by round.
      """,
    ]
  }

  private static let remarks = [
    "honker (SQLite extension, looks at data_version every millisecond) publishes 0.7 ms itself.",
    "Who polls data_version is told by a commit: its time begins when that has returned.",
  ]

  private static func people(_ followers: Int) -> String {
    followers == 1 ? "1 follower" : "\(followers) followers"
  }

  // MARK: Parts

  /// Announcements one by one and in bursts.
  private mutating func announce(to followers: Int) {
    rotate(Notifiers.announcing, Self.people(followers), limit: followers) { suite, notifier in
      let board = try suite.turn(notifier, followers, suite.setting.script).speak()
      let name = notifier.name
      let told = [
        (NotifyMeasures.spaced, suite.delays(board, board.spaced, name)),
        (NotifyMeasures.last, suite.round(of: board.lastDelays(of: board.spaced))),
        (NotifyMeasures.burst, suite.delays(board, board.bursts, name)),
      ]
      // Where a commit is the announcement, the call is not what is timed.
      if notifier is DataVersion { return told }
      return told + [(NotifyMeasures.call, suite.round(of: board.costs(of: board.spaced)))]
    } done: { suite in
      // The only one is the last one too.
      for measure in NotifyMeasures.told where followers > 1 || measure != NotifyMeasures.last {
        suite.showTable(measure, size: followers, Self.people(followers))
      }
    }
  }

  private mutating func commit(to followers: Int) {
    var script = setting.script
    script.bursts = 0
    rotate(Notifiers.committing, Self.people(followers), limit: followers) { suite, notifier in
      let board = try suite.turn(notifier, followers, script).speak()
      return [
        (NotifyMeasures.write, suite.delays(board, board.spaced, notifier.name)),
        (NotifyMeasures.writeCall, suite.round(of: board.costs(of: board.spaced))),
      ]
    } done: { suite in
      for measure in NotifyMeasures.written {
        suite.showTable(measure, size: followers, Self.people(followers))
      }
    }
  }

  /// Those who are there all the same are stopped.
  private mutating func tellNobody(beside followers: Int) {
    var script = setting.script
    (script.spaced, script.bursts) = (0, 0)
    rotate(Notifiers.toNobody, "nobody hears", limit: followers) { suite, notifier in
      let turn = try suite.turn(notifier, followers, script)
      turn.stopListeners()
      return [(NotifyMeasures.unheard, suite.round(of: try turn.speak().notes))]
    } done: { suite in
      suite.showTable(NotifyMeasures.unheard, size: followers, "on average over \(Speaking.batch)")
    }
  }

  private mutating func idle(_ followers: Int) {
    rotate(Notifiers.idling, "idle", limit: followers, rounds: 1) { suite, notifier in
      let turn = try suite.turn(notifier, followers, suite.setting.script)
      usleep(500_000)
      let before = try turn.processes.map(Activity.of)
      let start = Clock.now()
      usleep(UInt32(suite.setting.idle / 1_000))
      let after = try turn.processes.map(Activity.of)
      let seconds = Double(Clock.now() - start) / 1e9 * Double(before.count)
      func total(_ part: KeyPath<Activity, UInt64>) -> Double {
        Double(
          after.reduce(0) { $0 + $1[keyPath: part] } - before.reduce(0) { $0 + $1[keyPath: part] })
      }
      let memory = try turn.processes.map { Double(try Memory.of($0).own) }.reduce(0, +)
      return [
        (NotifyMeasures.wakeUps, .single(total(\.sleeps) / seconds)),
        (NotifyMeasures.idleTime, .single(total(\.busy) / seconds)),
        (NotifyMeasures.memory, .single(memory / Double(before.count))),
      ]
    } done: { suite in
      suite.showIdle(followers)
    }
  }

  // MARK: Turns

  private mutating func serve() {
    for notifier in Notifiers.all where candidates.contains(notifier.name) {
      progress("\(notifier.name) gets ready")
      do {
        if let server = try notifier.serve(in: folder, programs: programs) {
          servers.append(server)
        }
      } catch {
        failed.insert(notifier.name)
        remarks.append("\(notifier.name): \(error)")
      }
    }
  }

  /// Lets all candidates of a part have their turns, and then shows what came of them.
  private mutating func rotate(
    _ notifiers: [any Notifier], _ title: String, limit: Int, rounds: Int? = nil,
    _ work: (inout NotifySuite, any Notifier) throws -> [(Measure, Round?)],
    done: (inout NotifySuite) -> Void
  ) {
    let present = notifiers.filter {
      candidates.contains($0.name) && !failed.contains($0.name) && limit <= $0.limit
    }
    let rounds = rounds ?? setting.rounds
    for round in 0..<rounds {
      for notifier in present.rotated(for: round) {
        progress("\(title), round \(round + 1) of \(rounds): \(notifier.name)")
        do {
          for (measure, result) in try work(&self, notifier) {
            collector.add(
              result, number: round, of: notifier.name, size: limit, measure: measure)
          }
        } catch {
          remarks.append("\(notifier.name), \(title): \(error)")
        }
      }
    }
    collector.sort(like: present.map(\.name))
    done(&self)
  }

  private mutating func turn(
    _ notifier: any Notifier, _ followers: Int, _ script: Speaking.Script
  ) throws -> Turn {
    turns += 1
    return try Turn(
      notifier, listeners: followers, script: script, base: folder, folder: "\(folder)/t\(turns)")
  }

  private mutating func delays(
    _ board: Board, _ events: Range<UInt64>, _ name: String
  ) -> Round? {
    let delays = board.delays(of: events)
    let missed = delays.count { $0 == nil }
    if missed > 0 { remarks.append("\(name): \(missed) of \(delays.count) were not heard in time") }
    return round(of: delays.compactMap { $0 })
  }

  private func round(of samples: [UInt64]) -> Round? {
    var recorder = Recorder()
    for sample in samples { recorder.record(sample) }
    return recorder.round()
  }
}
