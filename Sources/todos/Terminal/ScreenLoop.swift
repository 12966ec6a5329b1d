import Foundation
import Glibc
import NcursesScreen
import Screen
import TodoApp

/// The screen's thread: owns the terminal and the state, sleeps until a key or an action comes.
///
/// It waits for nothing else, and nothing waits for it: what leads and what writes lives on other
/// threads, so a terminal that does not take our bytes holds up nobody's election.
final class ScreenLoop {
  /// Why the screen closed.
  enum Ending {
    case quit
    case signal(Int32)
    case failed(any Error)
  }

  /// How long handing over may take before a suspend or the end goes ahead without: fencing keeps
  /// the data safe, the others wait for a lease.
  static let patience = DispatchTimeInterval.seconds(2)
  /// The first frame waits this long for the list, so that no empty one flashes by.
  private static let firstFrame: UInt64 = 60_000_000

  /// Keys wait this long, at most, for the word who leads.
  private static let settlingTime: UInt64 = 5_000_000_000

  /// The kernel's word that we were continued may come this late.
  private static let echo: UInt64 = 200_000_000

  private static let escapeDelay = UInt64(NcursesScreen.escapeDelay) * 1_000_000

  private let screen: NcursesScreen
  private let mailbox: Mailbox
  private let session: Session
  private var state: State
  private var budget = FrameBudget()
  private let alarm = Alarm()
  /// Keys to be played, one at a time.
  private var script: [Key]
  /// Keys that came before it was clear who leads: a tab that is about to lead would refuse them,
  /// and without the list there is nothing to mark. A script's keys come first.
  private var typedAhead: [Key] = []
  /// Until when keys wait for that; nil afterwards.
  private var settling: UInt64?
  /// When the first frame is painted at the latest; nil afterwards.
  private var opening: UInt64?
  private var isStale = true
  private var ending: Ending?
  private var cameBack: UInt64 = 0
  private var clicks = ClickPairing()
  /// Since when an Escape waits for what may belong to it.
  private var escapeSince: UInt64?

  init(
    screen: NcursesScreen, mailbox: Mailbox, session: Session, options: Options, script: [Key]
  ) {
    self.screen = screen
    self.mailbox = mailbox
    self.session = session
    self.script = script
    state = State(
      options: options, size: screen.size, now: Clock.moment(), seed: .random(in: .min ... .max))
    opening = Clock.monotonic() + Self.firstFrame
    settling = Clock.monotonic() + Self.settlingTime
  }

  /// Runs until the user quits or the process is told to end. The terminal is still ours then.
  func run() -> Ending {
    for effect in state.start() { perform(effect) }
    while true {
      let keysWait = wait()
      if ending == nil { takeKeys(keysWait) }
      for item in mailbox.take() { receive(item) }
      playScript()
      takeTypedAhead()
      if let ending { return ending }
      paintIfDue()
    }
  }

  /// After the end: what is not known to be saved, a sentence each.
  func farewell() -> [String] {
    let answers = mailbox.take().compactMap { item -> (ticket: Int, outcome: WriteOutcome)? in
      guard case .action(.written(let ticket, let outcome)) = item else { return nil }
      return (ticket, outcome)
    }
    return state.farewell(answers)
  }

  private func takeKeys(_ keysWait: Bool) {
    let now = Clock.monotonic()
    var keys: [Key] = []
    if keysWait {
      keys = screen.readKeys()
      escapeSince = screen.awaitsMore ? now : nil
    } else if let escapeSince, now - escapeSince >= Self.escapeDelay {
      keys = screen.giveUpWaiting()
      self.escapeSince = nil
    }
    typedAhead += keys.map { clicks.pair($0, at: now) }
  }

  private func takeTypedAhead() {
    let isReady = state.knowsLeader && state.list.commit != nil && script.isEmpty
    if let settling, isReady || Clock.monotonic() >= settling { self.settling = nil }
    // A key may suspend us: what came behind it waits for what comes then.
    while ending == nil, let key = typedAhead.first, settling == nil || state.leaves(by: key) {
      typedAhead.removeFirst()
      send(.key(key))
    }
  }

  /// Sleeps until there is something to do; true when keys wait.
  private func wait() -> Bool {
    var descriptors = [
      pollfd(fd: screen.inputDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: alarm.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    // SAFETY: the array outlives the call, which writes its three elements.
    let ready = unsafe poll(&descriptors, 3, timeout)
    guard ready > 0 else { return false }
    if descriptors[2].revents != 0 {
      alarm.clear()
      send(.timePassed)
    }
    let keys = Int32(descriptors[0].revents)
    // The terminal is gone; the signal that should have said so is not always sent.
    if keys & (POLLHUP | POLLERR | POLLNVAL) != 0 { endWith(SIGHUP) }
    return keys & POLLIN != 0
  }

  /// Milliseconds, rounded up; -1 for ever.
  private var timeout: Int32 {
    let now = Clock.monotonic()
    func left(_ end: UInt64) -> UInt64 { end > now ? end - now : 0 }
    var pause: UInt64?
    if isStale { pause = max(budget.wait(now: now), opening.map(left) ?? 0) }
    if let escapeSince { pause = min(pause ?? .max, left(escapeSince + Self.escapeDelay)) }
    if let settling, !typedAhead.isEmpty { pause = min(pause ?? .max, left(settling)) }
    return pause.map { Int32(clamping: ($0 + 999_999) / 1_000_000) } ?? -1
  }

  private func paintIfDue() {
    let now = Clock.monotonic()
    if let opening, now < opening, state.list.commit == nil { return }
    guard isStale, budget.wait(now: now) == 0 else { return }
    opening = nil
    isStale = false
    // The shell has the terminal: what is to be seen is painted when we have it again.
    guard isInForeground else { return }
    budget.spend(now: now)
    screen.paint(view(state, size: screen.size))
  }

  private func send(_ action: Action) {
    let effects = reduce(&state, action, at: Clock.moment())
    isStale = true
    alarm.set(to: state.turnsAt)
    for effect in effects { perform(effect) }
  }

  private func receive(_ item: Mailbox.Item) {
    switch item {
    case .action(let action): send(action)
    case .resized: send(.resized(screen.resize()))
    case .continued:
      // Said of our own suspend as well, which has seen to everything.
      if Clock.monotonic() - cameBack > Self.echo { continued() }
    case .end(let signal): ending = .signal(signal)
    case .failed(let error): ending = .failed(error)
    }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .repaint: screen.forgetContents()
    case .copy(let text): _ = screen.copy(text)  // titles are far below its bound
    case .suspend: suspend()
    case .quit:
      withPatience { session.close(waiting: false, then: $0) }
      ending = .quit
    case .load, .refresh, .perform, .requestLeadership, .stepDown, .survey: session.perform(effect)
    }
  }

  private func endWith(_ signal: Int32) {
    withPatience { session.close(waiting: true, then: $0) }
    ending = .signal(signal)
  }

  private func withPatience(_ work: (@escaping @Sendable () -> Void) -> Void) {
    let done = DispatchSemaphore(value: 0)
    work { done.signal() }
    _ = done.wait(timeout: .now() + Self.patience)
  }

  private func suspend() {
    guard getsid(0) != getpid() else { return send(.cannotSuspend) }
    withPatience(session.handOver)
    screen.suspend()
    stop()
    comeBack()
  }

  /// Stopped by somebody else, without a word: the shell may have had the terminal meanwhile, and
  /// may still have it.
  private func continued() {
    if !isInForeground {
      withPatience(session.handOver)
      stop()
    }
    screen.suspend()
    comeBack()
  }

  /// Stops the process until it is continued in the foreground: in the background there is no
  /// terminal to show anything on.
  private func stop() {
    var before: UInt64
    repeat {
      before = Clock.monotonic()
      Signals.stopProcess()
      // What was not stopped at all has no shell that could continue it.
    } while !isInForeground && Clock.monotonic() - before > Self.echo
  }

  private var isInForeground: Bool {
    let group = tcgetpgrp(screen.inputDescriptor)
    return group < 0 || group == getpgrp()
  }

  private func comeBack() {
    cameBack = Clock.monotonic()
    settling = cameBack + Self.settlingTime
    screen.resume()
    session.resume()
    send(.resized(screen.size))
    send(.resumed)
  }

  /// One key of the script whenever nothing is under way, as a person would type it.
  private func playScript() {
    while ending == nil, !script.isEmpty, state.isQuiet { send(.key(script.removeFirst())) }
  }
}
