import CTerminal
import CommandLineKit
import Foundation
import NcursesScreen
import Penholder
import Screen
import TodoApp

/// The app on the whole terminal, from its start to its end.
struct ScreenProgram {
  /// Where the database is, or will be; its folder is there.
  let path: String
  let settings: Settings
  /// Never to lead.
  var isObserver = false
  /// While another tab leads, changes are queued for it.
  var queueWrites = false
  /// Writes without leading.
  var allowsNonLeaderWrites = false
  /// How long a silent leader is believed.
  var lease = Duration.milliseconds(1_200)
  /// To be pressed at the start.
  var keys: [Key] = []

  func run() throws {
    Signals.block()
    let screen = try openScreen()
    let options = Options(
      name: (path as NSString).lastPathComponent,
      repertoire: settings.ascii ?? !screen.capabilities.utf8 ? .ascii : .unicode,
      queueWrites: queueWrites, settings: settings)
    let (ending, farewell): (ScreenLoop.Ending, [String])
    do {
      (ending, farewell) = try runLoop(screen, options)
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

  private func openScreen() throws -> NcursesScreen {
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
    _ screen: NcursesScreen, _ options: Options
  ) throws -> (ScreenLoop.Ending, [String]) {
    let mailbox = try Mailbox()
    let session = Session(
      owner: Owner.name, clock: { Clock.moment() }, post: { mailbox.post(.action($0)) })
    Signals.start { number in Self.take(number, mailbox, session) }
    var configuration = MultiTabDatabase.Configuration()
    configuration.lease = lease
    configuration.isObserver = isObserver
    configuration.writePolicy = .queue
    Task { [configuration, path, allowsNonLeaderWrites] in
      do {
        try await session.open(
          at: path, configuration: configuration, allowingNonLeaderWrites: allowsNonLeaderWrites)
      } catch {
        mailbox.post(.failed(error))
      }
    }
    let loop = ScreenLoop(
      screen: screen, mailbox: mailbox, session: session, options: options,
      script: keys)
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
