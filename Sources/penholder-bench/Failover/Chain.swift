import Foundation
import Glibc

/// One who holds and some who wait, again and again: whoever took over is the next one to go.
struct Chain {
  let field: FailoverField
  let situation: Situation
  let pause: UInt64
  private var holder: Worker
  private var waiting: [Worker] = []
  private var load: [Worker] = []
  private let asker: Worker?

  /// What became of it, in nanoseconds.
  struct Times {
    var role = Recorder()
    var commit = Recorder()
    var answer = Recorder()
  }

  init(_ field: FailoverField, _ situation: Situation, waiting count: Int, pause: UInt64) throws {
    (self.field, self.situation, self.pause) = (field, situation, pause)
    holder = try field.contender(nil)
    try holder.waitUntilReady()
    _ = try holder.hear(Took.self)
    asker = situation == .asked ? nil : try field.asker()
    try asker?.waitUntilReady()
    if situation == .killed(loaded: true) { load = try field.load() }
    try fill(count)
  }

  /// Everybody watches the one who holds now.
  private mutating func fill(_ count: Int) throws {
    var new: [Worker] = []
    while waiting.count + new.count < count {
      new.append(try field.contender(holder.child.process))
    }
    for worker in new { try worker.waitUntilReady() }
    waiting += new
  }

  /// So many successions, after one for warmth. Those that nobody has caused do not count.
  mutating func run(_ count: Int) throws -> Times {
    var times = Times()
    var (number, unasked) = (0, 0)
    while number <= count {
      usleep(UInt32(pause / 1_000))
      let (begin, took, answered) = try succeed()
      // On a machine that is too busy for the lease, somebody takes over from a holder that lives.
      if took.role < begin {
        unasked += 1
        guard unasked <= count else { throw BenchError("Holders are succeeded before they go.") }
        continue
      }
      number += 1
      if number == 1 { continue }
      times.role.record(took.role - begin)
      times.commit.record(took.commit - begin)
      if let answered { times.answer.record(answered - begin) }
    }
    return times
  }

  private mutating func succeed() throws -> (begin: UInt64, took: Took, answered: UInt64?) {
    let size = waiting.count
    let begin = Clock.now()
    switch situation {
    case .killed: holder.child.signal(SIGKILL)
    case .stopped: holder.child.stop()
    case .asked: return try handOver()
    }
    try asker?.child.send("now")
    let index = try Worker.first(of: waiting)
    let took = try waiting[index].hear(Took.self)
    let answered = try asker?.hear(Answered.self).time
    holder.child.end(by: SIGKILL)
    // A death notice reaches all; only one of them goes on.
    holder = waiting.remove(at: index)
    if field.tellsAll { dismissThoseWhoSpoke() }
    try fill(size)
    return (begin, took, answered)
  }

  /// Who watches a process that is gone waits for nothing any more.
  private mutating func dismissThoseWhoSpoke() {
    // Their words come a moment later than the first one's.
    usleep(20_000)
    waiting.removeAll { worker in
      // Nothing to read is what is hoped for.
      (try? Child.firstToSpeak([worker.child], within: 0)) ?? nil != nil
    }
  }

  /// The first one that waits asks, or the one who holds lets go: who was asked tells when it began.
  private mutating func handOver() throws -> (begin: UInt64, took: Took, answered: UInt64?) {
    let asked = field.asksHolder ? holder : waiting[0]
    try asked.child.send("now")
    let begin = try asked.hear(Answered.self).time
    let index = try Worker.first(of: waiting)
    let took = try waiting[index].hear(Took.self)
    if field.asksHolder { try holder.child.send("stand again") }
    let next = waiting.remove(at: index)
    waiting.append(holder)
    holder = next
    return (begin, took, nil)
  }
}
