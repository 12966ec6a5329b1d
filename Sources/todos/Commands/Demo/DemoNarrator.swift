import ArgumentParser
import CommandLineKit
import Foundation

/// What runs in the narrator's part of the window; `todos demo` starts it.
struct DemoNarrator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo-narrator", abstract: "A part of todos demo --tour.",
    discussion: "Example:\n  todos demo --tour", shouldDisplay: false)

  @Option var folder: String
  @Option(name: .customLong("pane")) var panes: [String]
  @Flag var fast = false
  @Flag var paused = false

  func run() throws {
    NarratorPane.takeTerminal()
    let tmux = Tmux(folder: folder)
    let stage = Stage(tmux: tmux, database: folder + "/demo.sqlite", panes: panes)
    let controls = NarratorControls(isPaused: paused)
    controls.listen()
    let narrator = Narrator(
      .standard, on: stage, controls: controls, pane: NarratorPane(), fast: fast)
    narrator.play()
    if !narrator.failures.isEmpty {
      try narrator.failures.joined(separator: "; ").write(
        toFile: folder + "/report", atomically: true, encoding: .utf8)
    }
    tmux.close()
  }
}
