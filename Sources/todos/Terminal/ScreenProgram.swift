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
    let terminal = try seeingScreen { () throws(ScreenError) in
      try NcursesScreen.examine(.init(theme: settings.theme, mouse: settings.mouse))
    }
    let mailbox = try Mailbox()
    let session = openSession(mailbox)
    let screen: NcursesScreen
    do { screen = try seeingScreen(terminal.open) } catch {
      Self.close(session, waiting: false)
      throw error
    }
    // Before the screen's own handler, which knows nothing of files.
    MultiTabDatabase.surviveTruncation(beforeEnding: terminal_guard_put_back)
    let options = Options(
      name: (path as NSString).lastPathComponent,
      repertoire: settings.ascii ?? !screen.capabilities.utf8 ? .ascii : .unicode,
      queueWrites: queueWrites, settings: settings)
    let loop = ScreenLoop(
      screen: screen, mailbox: mailbox, session: session, options: options, script: keys)
    let ending = loop.run()
    let farewell = loop.farewell()
    screen.restore()
    for sentence in farewell { Output.complain("todos: \(sentence)") }
    switch ending {
    case .quit: return
    case .signal(let number): Foundation.exit(128 + number)
    case .failed(let error): throw error
    }
  }

  private func seeingScreen<T>(_ body: () throws(ScreenError) -> T) throws -> T {
    do { return try body() } catch {
      throw Failure(
        "No screen: \(error). `todos list` prints the list anywhere.", exit: 69)
    }
  }

  /// The database is opened on other threads while this one sees to the terminal.
  private func openSession(_ mailbox: Mailbox) -> Session {
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
    return session
  }

  /// On the signals' thread.
  private static func take(_ number: Int32, _ mailbox: Mailbox, _ session: Session) {
    switch number {
    case SIGWINCH: mailbox.post(.resized)
    case SIGCONT: mailbox.post(.continued)
    case SIGTSTP: mailbox.post(.action(.suspendRequested))
    default:
      // Leadership first, the terminal afterwards: it may be the terminal that does not answer.
      close(session, waiting: true)
      mailbox.post(.end(signal: number))
      sleep(2)
      // The screen's thread still waits for a terminal that takes no bytes.
      NcursesScreen.abandon()
      _exit(128 + number)
    }
  }

  private static func close(_ session: Session, waiting: Bool) {
    let done = DispatchSemaphore(value: 0)
    session.close(waiting: waiting) { done.signal() }
    _ = done.wait(timeout: .now() + ScreenLoop.patience)
  }
}
