import Foundation
import Glibc

/// Runs the reads suite: measure by measure, size by size, round by round.
struct ReadsSuite {
  static let ours = "penholder"

  let setting: ReadsSetting
  let folder: WorkFolder
  /// Told what is going on.
  let progress: (String) -> Void
  /// Told what is done, as soon as it is.
  let show: (String) -> Void

  private var collector = Collector()
  private var remarks: [String] = []

  init(
    setting: ReadsSetting, folder: WorkFolder, progress: @escaping (String) -> Void,
    show: @escaping (String) -> Void
  ) {
    (self.setting, self.folder) = (setting, folder)
    (self.progress, self.show) = (progress, show)
  }

  mutating func run() throws -> Report {
    let before = try NoiseSample.now()
    show(method.joined(separator: "\n"))
    for rows in setting.rows {
      let path = try folder.fresh("\(rows)") + "/rows.sqlite"
      try ChangingWork.fill(path, rows: rows)
      let leader = try Worker(ChangingWork(path: path, rows: rows))
      try leader.waitUntilReady()
      try rounds("\(rows) rows") { suite, round in
        try suite.open(path, rows, round)
        try suite.follow(path, leader, rows, round)
      }
    }
    collector.show(ReadsMeasures.byRows, reference: Self.ours, show)
    try byFollowers()
    for changed in setting.changed {
      try rounds("events of \(changed) rows") { suite, round in try suite.ring(changed, round) }
    }
    collector.show(ReadsMeasures.ofRing, reference: Self.ours, show)
    return Report(
      suite: "reads", method: method, reference: Self.ours, rounds: setting.rounds,
      sizes: "rows", measurements: collector.measurements(inOrderOf: ReadsMeasures.all),
      remarks: remarks,
      noise: before.until(try NoiseSample.now()), goals: ReadsMeasures.goals(setting.rows))
  }

  private mutating func byFollowers() throws {
    if setting.followers.isEmpty { return }
    let path = try folder.fresh("tabs") + "/rows.sqlite"
    try ChangingWork.fill(path, rows: ReadsSetting.tableByTabs)
    let leader = try Worker(ChangingWork(path: path, rows: ReadsSetting.tableByTabs))
    try leader.waitUntilReady()
    for followers in setting.followers {
      try rounds("\(followers) followers") { suite, round in
        try suite.follow(path, leader, followers: followers, round)
      }
    }
    collector.show(ReadsMeasures.byTabs, reference: Self.ours, show)
  }

  private var method: [String] {
    [
      """
      A leader changes one row at a time; followers, each a process of its own, are told and read \
      again what they show: penholder the row that the event names, the others more. \
      \(setting.rounds) rounds of \(setting.changes) changes, alternating.
      """,
      """
      Opening is timed in new processes (\(setting.openings) in each round) beside a living leader. \
      By number of followers, all of them follow one table of \(ReadsSetting.tableByTabs) rows.
      """,
      "A cell: median (lowest..highest round), and how many times ours, round by round.",
    ]
  }

  private mutating func rounds(
    _ what: String, _ body: (inout ReadsSuite, Int) throws -> Void
  ) throws {
    for round in 0..<setting.rounds {
      progress("\(what), round \(round + 1) of \(setting.rounds)")
      do { try body(&self, round) } catch {
        // One failure is a remark, not the end of the run.
        remarks.append("\(what): \(error)")
      }
    }
  }

  private mutating func open(_ path: String, _ rows: Int, _ round: Int) throws {
    var recorders: [OpeningWork.Means: Recorder] = [:]
    for _ in 0..<setting.openings {
      for means in setting.means {
        let worker = try Worker(OpeningWork(path: path, means: means))
        recorders[means, default: Recorder()].record(try worker.hear(Answered.self).time)
      }
    }
    for means in setting.means {
      add(recorders[means]?.round(), round, means.rawValue, rows, ReadsMeasures.open)
    }
  }

  private mutating func follow(
    _ path: String, _ leader: Worker, _ rows: Int, _ round: Int
  ) throws {
    let extents = setting.extents.filter {
      $0 != .everything || rows <= ReadsSetting.everythingLimit
    }
    for extent in extents.rotated(for: round) {
      let follower = try Worker(RefreshingWork(path: path, extent: extent))
      try follower.waitUntilReady()
      var (total, cost) = (Recorder(), Recorder())
      try change(leader, [follower]) { begun, refreshed in
        for one in refreshed {
          total.record(one.read > begun ? one.read - begun : 0)
          cost.record(one.read - one.told)
        }
      }
      add(total.round(), round, extent.rawValue, rows, ReadsMeasures.refresh)
      add(cost.round(), round, extent.rawValue, rows, ReadsMeasures.refreshCost)
    }
  }

  private mutating func follow(
    _ path: String, _ leader: Worker, followers: Int, _ round: Int
  ) throws {
    let workers = try (0..<followers).map { _ in
      try Worker(RefreshingWork(path: path, extent: .changed))
    }
    for worker in workers { try worker.waitUntilReady() }
    var (last, each) = (Recorder(), Recorder())
    try change(leader, workers) { begun, refreshed in
      let end = refreshed.map(\.read).max() ?? begun
      let span = end > begun ? end - begun : 0
      last.record(span)
      each.record(span / UInt64(followers))
    }
    add(last.round(), round, Self.ours, followers, ReadsMeasures.refreshByTabs)
    add(each.round(), round, Self.ours, followers, ReadsMeasures.shareByTabs)
  }

  /// Changes a row again and again, the first times for warmth, and tells when that was begun and
  /// what the followers made of it.
  private func change(
    _ leader: Worker, _ followers: [Worker], _ take: (UInt64, [Refreshed]) -> Void
  ) throws {
    let warmth = 5
    for number in 0..<warmth + setting.changes {
      usleep(UInt32(setting.pause / 1_000))
      try leader.child.send("now")
      let begun = try leader.hear(Answered.self).time
      let refreshed = try followers.map { try $0.hear(Refreshed.self) }
      if number >= warmth { take(begun, refreshed) }
    }
  }

  private mutating func ring(_ changed: Int, _ round: Int) throws {
    let worker = try Worker(RingWork(rows: changed, count: setting.events))
    let times = try worker.hear(RingTimes.self)
    for (measure, value) in [
      (ReadsMeasures.publish, times.publish), (ReadsMeasures.publishRate, 1e9 / times.publish),
      (ReadsMeasures.take, times.take), (ReadsMeasures.poll, times.poll),
    ] {
      add(.single(value), round, Self.ours, changed, measure)
    }
  }

  private mutating func add(
    _ result: Round?, _ round: Int, _ candidate: String, _ size: Int, _ measure: Measure
  ) {
    collector.add(result, number: round, of: candidate, size: size, measure: measure)
  }
}
