import Foundation
import Glibc
import Spawning
import TestSupport

/// A terminal that nobody need look at: a program runs on it, and whether its bytes are taken is the
/// test's own choice.
///
/// tmux takes whatever it is sent; here a terminal can be one that takes nothing.
final class Pty {
  private let near: Int32
  /// The program's end, held open so that its modes can be asked for after the program.
  private let far: Int32
  private var child: pid_t = 0

  struct Refusal: Error { var call: String, code: Int32 }

  /// A terminal of this size.
  init(columns: UInt16 = 100, rows: UInt16 = 30) throws {
    near = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // As `unlockpt` and `ptsname` do it, which the headers keep from Swift: TIOCSPTLCK, TIOCGPTN.
    var locked: Int32 = 0
    var number: Int32 = 0
    // SAFETY: both integers outlive the calls.
    guard near >= 0, unsafe ioctl(near, 0x4004_5431, &locked) == 0,
      unsafe ioctl(near, 0x8004_5430, &number) == 0
    else { throw Refusal(call: "/dev/ptmx", code: errno) }
    path = "/dev/pts/\(number)"
    far = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    guard far >= 0 else { throw Refusal(call: "open", code: errno) }
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    // SAFETY: the size outlives the call.
    _ = unsafe ioctl(near, UInt(TIOCSWINSZ), &size)
    _ = fcntl(near, F_SETFL, O_NONBLOCK)
  }

  deinit {
    if child > 0 { kill(child, SIGKILL) }
    close(near)
    close(far)
  }

  private let path: String

  /// Starts a program in a session of its own, with this as its terminal.
  func start(_ words: [String], _ variables: [String: String] = [:]) throws {
    // The first terminal that the head of a session opens becomes that of the session.
    child = try Spawn(
      words, environment: Program.variables(variables),
      preparations: (0...2).map { .open($0, path: path, flags: O_RDWR) }, leadsSession: true
    ).start()
  }

  /// What was written since somebody last looked.
  func read() -> [UInt8] {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while true {
      // SAFETY: the call writes into the array, at most its length.
      let count = unsafe Glibc.read(near, &bytes, bytes.count)
      guard count > 0 else { return all }
      all += bytes[..<count]
    }
  }

  /// Reads until this was written.
  func shows(_ text: String) async throws {
    var patience = Patience()
    var all: [UInt8] = []
    while true {
      all += read()
      if String(decoding: all, as: UTF8.self).contains(text) { return }
      // The other end does not tell when it writes more.
      guard try await patience.lasts() else { throw Terminal.NeverHappened() }
    }
  }

  func type(_ text: String) {
    // SAFETY: the bytes are only read during the call; a few of them always fit.
    _ = unsafe Glibc.write(near, text, text.utf8.count)
  }

  /// Writes until nothing more goes in: from now on whoever writes waits.
  func stopTaking() async throws {
    let blanks = [UInt8](repeating: 0x20, count: 4_096)
    var isFull = false
    while !isFull {
      isFull = true
      // SAFETY: the bytes are only read during the calls.
      while unsafe Glibc.write(far, blanks, blanks.count) > 0 { isFull = false }
      while unsafe Glibc.write(far, blanks, 1) > 0 { isFull = false }
      // The kernel moves what was written from one buffer to the next in its own time, and tells
      // nobody when there is none left.
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// The line discipline: `stty -g`.
  func modes() -> [UInt32] {
    var modes = termios()
    // SAFETY: the structure outlives the call.
    _ = unsafe tcgetattr(far, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }

  func signal(_ number: Int32) { kill(child, number) }

  /// Waits for the program's end; as a shell would say it: 128 and the signal, for who died of one.
  func end() async -> Int32 {
    let pid = child
    child = 0
    return await Program.end(of: pid)
  }
}
