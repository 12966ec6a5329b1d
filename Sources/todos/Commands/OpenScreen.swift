import ArgumentParser
import CTerminal
import CommandLineKit
import Foundation
import NcursesScreen
import Penholder
import Screen
import TodoApp

/// `todos`: the screen.
struct OpenScreen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen",
    abstract: "Opens the list on the whole terminal (without a command: this).",
    discussion: """
      Examples:
        todos
        todos --observer
        todos --queue-writes
        todos --theme dark --no-mouse
        todos --keys 'aBuy milk<Enter>'
      """)

  @OptionGroup var location: Location
  @Flag(help: "Only look: never lead.") var observer = false
  @Flag(help: "When another tab leads, queue changes for it (the key w).") var queueWrites = false
  @Flag(help: "Write without leading. Two that do overwrite each other: for repairs.")
  var allowNonLeaderWrites = false
  @Option(help: ArgumentHelp("How long a silent leader is believed.", valueName: "seconds"))
  var lease = 1.2
  @OptionGroup var look: LookOptions
  @Option(help: ArgumentHelp("Keys to press at the start: 'aBuy milk<Enter>'.", valueName: "keys"))
  var keys = ""

  func validate() throws {
    guard (0.15...3_600).contains(lease) else {
      throw ValidationError("--lease takes seconds, from 0.15 to 3600.")
    }
    do { _ = try KeyScript.keys(keys) } catch { throw ValidationError("--keys: \(error).") }
  }

  func run() throws {
    if look.printSettings {
      print(Settings.template, terminator: "")
      return
    }
    Signals.block()
    let path = try location.pathWithFolder()
    let settings = try look.settings()
    let screen = try openScreen(settings)
    let options = Options(
      name: (path as NSString).lastPathComponent,
      repertoire: settings.ascii ?? !screen.capabilities.utf8 ? .ascii : .unicode,
      queueWrites: queueWrites, settings: settings)
    let (ending, farewell): (ScreenLoop.Ending, [String])
    do {
      (ending, farewell) = try runLoop(screen, path, options)
    } catch {
      screen.restore()
      throw error
    }
    screen.restore()
    for sentence in farewell { Output.complain("todos: \(sentence)") }
    switch ending {
    case .quit: return
    case .signal(let number): Foundation.exit(128 + number)
    case .failed(let error): throw error
    }
  }

  private func openScreen(_ settings: Settings) throws -> NcursesScreen {
    do {
      let screen = try NcursesScreen.open(.init(theme: settings.theme, mouse: settings.mouse))
      // Before the screen's own handler, which knows nothing of files.
      MultiTabDatabase.surviveTruncation(beforeEnding: terminal_guard_put_back)
      return screen
    } catch {
      throw Failure(
        "No screen: \(error). `todos list` prints the list anywhere.", exit: 69)
    }
  }

  private func runLoop(
    _ screen: NcursesScreen, _ path: String, _ options: Options
  ) throws -> (ScreenLoop.Ending, [String]) {
    let mailbox = try Mailbox()
    let session = Session(
      owner: Owner.name, clock: { Clock.moment() }, post: { mailbox.post(.action($0)) })
    Signals.start { number in Self.take(number, mailbox, session) }
    var configuration = MultiTabDatabase.Configuration()
    configuration.lease = .milliseconds(Int64(lease * 1_000))
    configuration.isObserver = observer
    configuration.writePolicy = .queue
    let allows = allowNonLeaderWrites
    Task { [configuration] in
      do {
        try await session.open(
          at: path, configuration: configuration, allowingNonLeaderWrites: allows)
      } catch {
        mailbox.post(.failed(error))
      }
    }
    let loop = ScreenLoop(
      screen: screen, mailbox: mailbox, session: session, options: options,
      script: try KeyScript.keys(keys))
    let ending = loop.run()
    return (ending, loop.farewell())
  }

  /// On the signals' thread.
  private static func take(_ number: Int32, _ mailbox: Mailbox, _ session: Session) {
    switch number {
    case SIGWINCH: mailbox.post(.resized)
    case SIGCONT: mailbox.post(.continued)
    case SIGTSTP: mailbox.post(.action(.suspendRequested))
    default:
      // Leadership first, the terminal afterwards: it may be the terminal that does not answer.
      let done = DispatchSemaphore(value: 0)
      session.close(waiting: true) { done.signal() }
      _ = done.wait(timeout: .now() + ScreenLoop.patience)
      mailbox.post(.end(signal: number))
      sleep(2)
      // The screen's thread still waits for a terminal that takes no bytes.
      NcursesScreen.abandon()
      _exit(128 + number)
    }
  }
}
