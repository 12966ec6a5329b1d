import Foundation

@testable import penholder_tool

// Kills, stops and farewells.

extension Storm {
  /// What may befall a tab.
  private enum Blow { case kill, stop, suspension, termination, closure }

  /// Strikes somebody; whoever leads more often than not. Returns whether there is one fewer.
  func strike() -> Bool {
    state.withLock { state in
      let isLeader = Int.random(in: 0..<5, using: &state.random) < 3
      let leader = state.tabs.first { $0.pid == ledger.leader }
      let any = state.tabs.randomElement(using: &state.random)
      let blow = Self.blow(&state.random)
      let pause = [20, 100, 500, 900].randomElement(using: &state.random) ?? 20
      guard let victim = isLeader ? leader ?? any : any else { return false }
      switch blow {
      case .stop: return stop(victim, by: SIGSTOP, milliseconds: pause, &state)
      case .suspension: return stop(victim, by: SIGTSTP, milliseconds: pause, &state)
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
      return true
    }
  }

  private static func blow(_ random: inout Seeded) -> Blow {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<55: .kill
    case 55..<85: .stop
    case 85..<90: .suspension
    case 90..<95: .termination
    default: .closure
    }
  }

  private func remove(_ victim: StormTab, _ state: inout State) {
    state.tabs.removeAll { $0 === victim }
    state.stopped.removeAll { $0.tab === victim }
  }

  private func stop(
    _ victim: StormTab, by signal: Int32, milliseconds: Int, _ state: inout State
  ) -> Bool {
    // Somebody has to be left.
    if state.stopped.count < Self.size - 1, !state.stopped.contains(where: { $0.tab === victim }) {
      victim.signal(signal)
      state.stops += 1
      state.stopped.append((victim, .now + .milliseconds(milliseconds)))
    }
    return false
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
