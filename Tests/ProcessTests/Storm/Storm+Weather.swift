import Foundation
import TestSupport

@testable import penholder_tool

// Kills, traps, stops and farewells.

extension Storm {
  /// What may befall a tab.
  private enum Blow { case kill, trap, stop, suspension, termination, closure, slowDisk, theft }

  /// Strikes somebody; whoever leads more often than not.
  func strike() {
    state.withLock { state in
      let isLeader = Int.random(in: 0..<5, using: &state.random) < 3
      let leader = state.tabs.first { $0.pid == ledger.leader }
      let any = state.tabs.randomElement(using: &state.random)
      var blow = blow(&state.random)
      if weather.isFileStolen, Int.random(in: 0..<10, using: &state.random) == 0 {
        blow = .theft
      }
      let pause = [20, 100, 500, 900].randomElement(using: &state.random) ?? 20
      guard let victim = isLeader ? leader ?? any : any else { return }
      switch blow {
      case .stop: stop(victim, by: SIGSTOP, milliseconds: pause, &state)
      case .suspension: stop(victim, by: SIGTSTP, milliseconds: pause, &state)
      case .theft: steal(&state)
      case .slowDisk: slowDown(milliseconds: pause, &state)
      case .trap: (victim.hasTrap ? victim : state.tabs.first { $0.hasTrap })?.arm()
      case .kill:
        remove(victim, &state)
        state.kills += 1
        victim.kill()
      // Before it is ready, it knows no signals.
      case .termination where victim.ear.isReady:
        remove(victim, &state)
        state.farewells += 1
        victim.terminate()
      case .termination, .closure:
        remove(victim, &state)
        state.farewells += 1
        victim.close()
      }
    }
  }

  private func blow(_ random: inout Seeded) -> Blow {
    if Int.random(in: 0..<100, using: &random) < weather.kills { return .kill }
    return switch Int.random(in: 0..<70, using: &random) {
    case 0..<27: .trap
    case 27..<49: .stop
    case 49..<54: .suspension
    case 54..<60: .termination
    case 60..<66: .closure
    default: .slowDisk
    }
  }

  private func slowDown(milliseconds: Int, _ state: inout State) {
    state.isSlowUntil = .now + .milliseconds(milliseconds)
    // If that fails, the disk is as quick as it was.
    _ = FileManager.default.createFile(atPath: Self.slowDisk(of: group), contents: nil)
    record.add(0, .signalled, "slow disk")
  }

  /// Makes the disk quick again when its time has come; now if there is none.
  func mendDisk(before now: ContinuousClock.Instant?) {
    state.withLock { state in
      guard let until = state.isSlowUntil, now.map({ until <= $0 }) ?? true else { return }
      state.isSlowUntil = nil
      // Nobody else takes it away.
      try? FileManager.default.removeItem(atPath: Self.slowDisk(of: group))
    }
  }

  func remove(_ victim: StormTab, _ state: inout State) {
    ledger.notices.forget(victim.pid)
    state.tabs.removeAll { $0 === victim }
    state.stopped.removeAll { $0.tab === victim }
  }

  private func stop(
    _ victim: StormTab, by signal: Int32, milliseconds: Int, _ state: inout State
  ) {
    // Somebody has to be left.
    if state.stopped.count < Self.size - 1, !state.stopped.contains(where: { $0.tab === victim }) {
      victim.signal(signal)
      ledger.notices.forget(victim.pid)
      state.stops += 1
      state.stopped.append((victim, .now + .milliseconds(milliseconds)))
    }
  }

  /// Looks who has walked into a trap.
  func lookAtTraps() {
    state.withLock { state in
      for tab in state.tabs where !tab.process.isAlive {
        remove(tab, &state)
        state.trapped += 1
      }
      for tab in state.tabs where tab.wasJustCaught() {
        ledger.notices.forget(tab.pid)
        state.trapped += 1
        state.stopped.append((tab, .now + .milliseconds(300)))
      }
    }
  }

  /// Continues those whose time has come; all of them if there is none.
  func resume(before now: ContinuousClock.Instant?) {
    state.withLock { state in
      let due = state.stopped.filter { stopped in now.map { stopped.until <= $0 } ?? true }
      for (tab, _) in due { tab.signal(SIGCONT) }
      state.stopped.removeAll { stopped in due.contains { $0.tab === stopped.tab } }
    }
  }
}
