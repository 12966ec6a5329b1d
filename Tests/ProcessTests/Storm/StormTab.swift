import CommandLineKit
import Foundation
import Synchronization
import TestSupport

@testable import penholder_tool

/// A tab of the storm: a process, and what it is to be told next.
final class StormTab: Sendable {
  let nature: Nature
  var policy: Policy { nature.policy }
  let process: TabProcess
  let ear: StormEar
  /// It is told nothing more.
  let isDoomed = Flag()
  private var trap: Trap? { nature.trap }
  private let ledger: StormLedger
  private let record: StormRecord
  private let random: Mutex<Seeded>
  private let fate = Mutex(Fate())

  private struct Fate {
    var ending = 128 + SIGKILL
    var closedAt: Int64?
    var isArmed = false
    var isDisarmed = false
    var wasCaught = false
  }

  /// Lines without an answer, at most.
  static let limit = 40

  /// - Parameter random: decides what it is told.
  init(
    _ nature: Nature, in group: TabGroup, isFileStolen: Bool, _ ledger: StormLedger,
    _ record: StormRecord, _ random: Seeded
  ) throws {
    self.nature = nature
    self.ledger = ledger
    self.record = record
    self.random = Mutex(random)
    let hearing = StormHearing(isFileStolen: isFileStolen, isObserver: nature.isObserver)
    let ear = StormEar(hearing, ledger, record)
    self.ear = ear
    let options = ["--lease", "0.3", "--policy", nature.policy.rawValue]
    let disk = ["PENHOLDER_SLOW_DISK": "60:\(Storm.slowDisk(of: group))"]
    process = try group.start(
      nature.isObserver ? options + ["--observer"] : options,
      program: nature.isRelease ? StormSettings.release ?? TabGroup.program : TabGroup.program,
      environment: disk.merging(nature.trap?.environment ?? [:]) { $1 }
    ) { ear.hear($0) }
  }

  var pid: Int64 { Int64(process.pid) }

  /// Tells it something, unless it has too much to do, and returns how long to wait then, in
  /// microseconds.
  func step() -> Int {
    random.withLock { random in
      if ear.underWay < Self.limit { act(&random) }
      return Int.random(in: 0...nature.longestRest, using: &random)
    }
  }

  private func act(_ random: inout Seeded) {
    if let trap, Int.random(in: 0..<4, using: &random) == 0, lure(into: trap) { return }
    switch Int.random(in: 0..<1_000, using: &random) {
    case 0..<5: tell("resign")
    case 5..<10: tell("requestLeadership", ["timeout": JSON(0.3)])
    case 10..<13: tell("checkpoint")
    case 13..<110: look(&random)
    case 110..<210:
      if let entry = ledger.takeOpen() { ask(entry, timeout: Self.timeout(&random)) }
    case 210..<240:
      let stored = ledger.recent(200).filter { $0.isStored && $0.key != nil }
      if let entry = stored.randomElement(using: &random) {
        ask(entry, timeout: Self.timeout(&random))
      }
    default: write(&random)
    }
  }

  // MARK: Writing

  private func write(_ random: inout Seeded) {
    let kind = Self.kind(&random)
    let isDirect = Int.random(in: 0..<8, using: &random) == 0 && kind.canBeDirect
    let isNamed = Int.random(in: 0..<3, using: &random) == 0 && !isDirect
    let entry = ledger.make(kind, named: isNamed ? "storm" : nil)
    if isDirect {
      send("write", entry, [], isQueued: policy == .queue)
    } else {
      ask(entry, timeout: Self.timeout(&random))
    }
  }

  /// Queues a request, by its key if it has one.
  func ask(_ entry: StormEntry, timeout: Double) {
    var members = [JSON.Member(key: "timeout", value: JSON(timeout))]
    if let key = entry.key { members.append(JSON.Member(key: "key", value: .string(key))) }
    send("queueWrite", entry, members, isQueued: true)
  }

  private func send(
    _ op: String, _ entry: StormEntry, _ members: [JSON.Member], isQueued: Bool
  ) {
    let number = entry.request.number
    ear.expect {
      let time = ledger.time()
      let id = transmit(op, .object(entry.request.fields + members))
      let ask = StormEntry.Ask(pid: pid, id: id, isQueued: isQueued, sentAt: time)
      return (id, .write(ask: ledger.note(ask, for: number), of: number))
    }
  }

  // MARK: Reading

  /// Reads some of what was last acknowledged or refused to anybody; one at a time, so that none is
  /// older than the one before.
  private func look(_ random: inout Seeded) {
    let isAtLeast = Bool.random(using: &random)
    let entries = ledger.recent(8)
    if ear.isReading { return }
    let floor = max(ledger.commit, ear.view)
    let last = entries.compactMap { $0.receipts.last?.commit }.max()
    let read = StormRead(entries: entries, floor: floor, atLeast: isAtLeast ? last : nil)
    ear.expect { (transmit("read", read.fields), .read(read)) }
  }

  // MARK: Its end

  /// Whether its end is one that was to be; by itself, it has none.
  func mayEnd(with status: Int32) -> Bool {
    let ending = fate.withLock { $0.ending }
    if hasWalkedIntoTrap, status == 128 + SIGKILL { return true }
    return status == ending && (ending == 0 || isDoomed.isSet)
  }

  /// Sets its trap: it is killed or stopped where the seed said, if it ever comes there.
  func arm() {
    guard let trap, !fate.withLock({ $0.isArmed }) else { return }
    fate.withLock { $0.isArmed = true }
    // Without a trap it just goes on.
    try? trap.arm()
    record.add(pid, .signalled, .string("trap at \(trap)"))
  }

  /// Whether it has a trap that is not set.
  var hasTrap: Bool { trap != nil && !fate.withLock { $0.isArmed } }

  /// Takes the trap away.
  func disarm() {
    guard let trap else { return }
    fate.withLock { if trap.disarm() { $0.isDisarmed = true } }
  }

  /// Whether its trap has killed it.
  var hasWalkedIntoTrap: Bool {
    guard let trap, trap.action == .kill else { return false }
    return fate.withLock { $0.isArmed && !$0.isDisarmed } && trap.isSprung
  }

  /// Whether it has been stopped by its trap since this was asked last.
  func wasJustCaught() -> Bool {
    guard let trap, trap.action == .stop else { return false }
    return fate.withLock { fate in
      guard fate.isArmed, !fate.isDisarmed, !fate.wasCaught, trap.isSprung else { return false }
      fate.wasCaught = true
      StormCoverage.shared.note(trap)
      return true
    }
  }

  /// The line that told it to close: all before are answered.
  var closedAt: Int64? { fate.withLock { $0.closedAt } }

  func signal(_ number: Int32) {
    process.child.signal(number)
    record.add(pid, .signalled, .integer(Int64(number)))
  }

  func kill() {
    isDoomed.set()
    signal(SIGKILL)
  }

  /// Lets it leave at once.
  func terminate() {
    isDoomed.set()
    fate.withLock { $0.ending = 0 }
    signal(SIGTERM)
    signal(SIGCONT)
  }

  /// Lets it leave when everything is answered, or will not be.
  func close() {
    isDoomed.set()
    fate.withLock { $0.ending = 0 }
    signal(SIGCONT)
    ear.expect {
      let id = transmit("close", [:])
      fate.withLock { $0.closedAt = id }
      return (id, .other)
    }
  }

  // MARK: Everything else

  /// Sends a line whose answer may be anything.
  func tell(_ op: String, _ fields: JSON = [:]) {
    ear.expect { (transmit(op, fields), .other) }
  }

  private func transmit(_ op: String, _ fields: JSON) -> Int64 {
    let id = process.send(op, fields)
    record.add(pid, .told, ["id": .integer(id), "op": .string(op), "fields": fields])
    return id
  }
}
