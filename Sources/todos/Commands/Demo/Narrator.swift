import CommandLineKit
import Foundation
import Penholder
import Screen

/// Plays a tour on a stage and explains it. Of one thread; keys come from another.
final class Narrator {
  private let stage: Stage
  private let controls: NarratorControls
  private let pane: NarratorPane
  private let steps: [Tour.Step]
  /// Without time to read.
  private let isFast: Bool

  private var current = 0
  /// What has been told of each step beyond its explanation.
  private var told: [String] = []
  private var load: Load?
  /// The terminal that was killed, stopped or asked last, and its process.
  private var fallen: (place: Int, pid: Int32)?
  private(set) var failures: [String] = []

  /// How long what must come is waited for.
  private static let patience = Duration.seconds(20)
  /// Nanoseconds after which those answers do that have come: a slow disk gives few.
  private static let answering: UInt64 = 3_000_000_000

  init(_ tour: Tour, on stage: Stage, controls: NarratorControls, pane: NarratorPane, fast: Bool) {
    (self.stage, self.controls, self.pane) = (stage, controls, pane)
    steps = tour.steps
    isFast = fast
  }

  /// Plays it to its end and waits for `q`.
  func play() {
    do {
      for (number, step) in steps.enumerated() {
        current = number
        told = []
        controls.beginStep(number)
        draw()
        for action in step.actions {
          try pause(0)
          try perform(action, in: step)
        }
      }
      while true { try pause(3_600) }
    } catch is Quit {
    } catch {
      failures.append("\(Failure(error).message)")
    }
    load?.end()
  }

  /// Somebody pressed `q`.
  private struct Quit: Error {}
  /// What was waited for did not come.
  private struct Missed: Error { var what: String }

  // MARK: Doing

  private func perform(_ action: Tour.Action, in step: Tour.Step) throws {
    do {
      try act(action)
    } catch let missed as Missed {
      // The show goes on, and says so.
      failures.append("\(step.title): \(missed.what)")
      tell("(This did not go as planned: \(missed.what).)")
    }
  }

  private func act(_ action: Tour.Action) throws {
    switch action {
    case .read(let seconds): try pause(isFast ? 0 : seconds)
    case .tell(let text): tell(text)
    case .keys(let place, let script):
      for pane in try panes(place) {
        for key in try KeyScript.keys(script) {
          try stage.tmux.press(key, in: pane)
          try pause(isFast ? 0 : 0.06)
        }
      }
    case .shows(let place, let texts):
      for pane in try panes(place) {
        try wait("“\(texts[0])” on a screen") {
          let screen = try stage.tmux.screen(pane)
          return texts.contains(where: screen.contains)
        }
      }
    case .remember: fallen = try leaderAndProcess()
    case .kill:
      load?.mark()
      try signal(SIGKILL)
    case .stop: try signal(SIGSTOP)
    case .goOn: try signal(SIGCONT)
    case .successor:
      let old = fallen?.place
      try wait("another one to lead") { try stage.leader().map { $0 != old } ?? false }
      if let place = try stage.leader() { tell("Terminal \(place + 1) leads now.") }
    case .reopen:
      guard let fallen else { return }
      try wait("the killed one's terminal") {
        try stage.tmux.screen(stage.panes[fallen.place]).contains("Enter opens it again")
      }
      try stage.tmux.press(.named(.enter), in: stage.panes[fallen.place])
      try wait("it to come back") { try stage.process(in: stage.panes[fallen.place]) != nil }
    case .load: load = try Load(stage.database)
    case .answers(let count):
      guard let load else { return }
      let (first, start) = (load.count, Clock.monotonic())
      try wait("answers of the leader") {
        let new = load.count - first
        return new >= count || new > 0 && Clock.monotonic() - start >= Self.answering
      }
    case .endLoad:
      guard let result = load?.end() else { return }
      load = nil
      tell(result)
    }
  }

  private func signal(_ number: Int32) throws {
    guard let fallen else { throw Missed(what: "nobody led") }
    kill(fallen.pid, number)
  }

  private func leaderAndProcess() throws -> (place: Int, pid: Int32) {
    try wait("somebody to lead") { try stage.leader() != nil }
    guard let place = try stage.leader(), let pid = try stage.process(in: stage.panes[place]) else {
      throw Missed(what: "nobody led")
    }
    return (place, pid)
  }

  /// tmux's names of the terminals that a place means at the moment.
  private func panes(_ place: Tour.Place) throws -> [String] {
    switch place {
    case .all: return stage.panes
    case .fallen: return fallen.map { [stage.panes[$0.place]] } ?? []
    case .leader: return [stage.panes[try leaderAndProcess().place]]
    case .follower(let number):
      let leader = try leaderAndProcess().place
      let others = stage.panes.indices.filter { $0 != leader }
      return [stage.panes[others[min(number, others.count) - 1]]]
    }
  }

  // MARK: Waiting

  /// Lets so many seconds pass, unless somebody is in a hurry; longer while it is paused.
  private func pause(_ seconds: Double) throws {
    var left = seconds
    while true {
      try takeKeys()
      if controls.isHurried || !controls.isPaused && left <= 0 { return }
      let begin = Clock.monotonic()
      controls.wait(seconds: controls.isPaused ? 3_600 : left)
      if !controls.isPaused { left -= Double(Clock.monotonic() - begin) / 1e9 }
    }
  }

  private func wait(_ what: String, _ isSo: () throws -> Bool) throws {
    let end = ContinuousClock.now + Self.patience
    while try !isSo() {
      guard ContinuousClock.now < end else { throw Missed(what: "no \(what)") }
      // Neither tmux nor a file tells of such changes.
      controls.wait(seconds: 0.02)
      try takeKeys()
    }
  }

  private func takeKeys() throws {
    if controls.takeChanges() { draw() }
    if controls.hasQuit { throw Quit() }
  }

  // MARK: Telling

  private func tell(_ text: String) {
    told.append(text)
    draw()
  }

  private func draw() {
    let shown = controls.shownStep
    let step = steps[shown]
    let text = ([step.text] + (shown == current ? told : [])).joined(separator: " ")
    pane.draw(
      title: step.title, text: text, step: shown + 1, of: steps.count,
      isPaused: controls.isPaused, isEnd: shown == steps.count - 1)
  }
}
