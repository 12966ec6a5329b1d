import Foundation

@testable import penholder_tool

// Kills, traps, stops and farewells.

extension Storm {
  /// What may befall a tab.
  private enum Blow { case kill, trap, stop, suspension, termination, closure, theft }

  /// Strikes somebody; whoever leads more often than not.
  func strike() {
    state.withLock { state in
      let isLeader = Int.random(in: 0..<5, using: &state.random) < 3
      let leader = state.tabs.first { $0.pid == ledger.leader }
      let any = state.tabs.randomElement(using: &state.random)
      var blow = Self.blow(&state.random)
      if StormSettings.isFileStolen, Int.random(in: 0..<10, using: &state.random) == 0 {
        blow = .theft
      }
      let pause = [20, 100, 500, 900].randomElement(using: &state.random) ?? 20
      guard let victim = isLeader ? leader ?? any : any else { return }
      switch blow {
      case .stop: stop(victim, by: SIGSTOP, milliseconds: pause, &state)
      case .suspension: stop(victim, by: SIGTSTP, milliseconds: pause, &state)
      case .theft: steal(&state)
      case .trap: victim.arm()
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

  private static func blow(_ random: inout Seeded) -> Blow {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<35: .kill
    case 35..<60: .trap
    case 60..<83: .stop
    case 83..<88: .suspension
    case 88..<94: .termination
    default: .closure
    }
  }

  /// Takes away the coordination file, or fills it with noise.
  private func steal(_ state: inout State) {
    let path = group.coordinationFile
    if Bool.random(using: &state.random) {
      // Somebody may have been quicker in putting it right.
      try? FileManager.default.removeItem(atPath: path)
      record.add(0, .signalled, "removed the file")
    } else if let file = FileHandle(forUpdatingAtPath: path) {
      let place = UInt64.random(in: 0..<65_536, using: &state.random)
      let noise = (0..<256).map { _ in UInt8.random(in: 0...255, using: &state.random) }
      try? file.seek(toOffset: place)
      try? file.write(contentsOf: noise)
      record.add(0, .signalled, .string("noise at \(place)"))
    }
  }

  private func remove(_ victim: StormTab, _ state: inout State) {
    state.tabs.removeAll { $0 === victim }
    state.stopped.removeAll { $0.tab === victim }
  }

  private func stop(
    _ victim: StormTab, by signal: Int32, milliseconds: Int, _ state: inout State
  ) {
    // Somebody has to be left.
    if state.stopped.count < Self.size - 1, !state.stopped.contains(where: { $0.tab === victim }) {
      victim.signal(signal)
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
