import Glibc
import Spawning

/// A program in a terminal of ours: we are its keyboard and its screen, with nothing in between that
/// would add its own time.
final class Pseudoterminal {
  let process: pid_t
  /// When the program was started.
  let started: UInt64
  private let master: Int32
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  private var hasEnded = false

  /// Starts `words` in a terminal of `columns` × `rows`. With `raw`, bytes go through as they are.
  init(
    _ words: [String], environment: [String: String], columns: Int, rows: Int, raw: Bool = false
  ) throws {
    let slave: Int32
    let path: String
    (master, slave, path) = try Self.open(columns: columns, rows: rows, raw: raw)
    // Held until the program has it open, else the terminal would count as hung up.
    defer { close(slave) }
    started = Clock.now()
    do {
      process = try Self.spawn(words, environment, path)
    } catch {
      close(master)
      throw error
    }
  }

  deinit {
    end(gently: false)
    close(master)
  }

  /// Types.
  func type(_ keys: String) throws {
    var bytes = Array(keys.utf8)[...]
    while !bytes.isEmpty {
      // SAFETY: the slice outlives the call.
      let count = unsafe bytes.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { throw BenchError("Cannot type: \(Self.reason(errno))") }
      bytes = bytes.dropFirst(max(0, count))
    }
  }

  /// The next bytes of the screen and when they were here; nil when none came until `deadline`.
  /// Throws when the program has ended.
  func read(until deadline: UInt64) throws -> (bytes: ArraySlice<UInt8>, time: UInt64)? {
    while true {
      let now = Clock.now()
      let left = deadline > now ? deadline - now : 0
      var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      // SAFETY: the structure outlives the call, which is told of one entry.
      let ready = unsafe poll(&entry, 1, Int32(clamping: (left + 999_999) / 1_000_000))
      if ready == 0 { return nil }
      // SAFETY: the buffer and its own count.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(master, $0.baseAddress, $0.count)
      }
      let time = Clock.now()
      if count > 0 { return (buffer[..<count], time) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      throw BenchError("The program has ended.")
    }
  }

  /// Ends the program, which may say goodbye if `gently`, and waits for its end.
  func end(gently: Bool) {
    guard !hasEnded else { return }
    hasEnded = true
    if gently {
      kill(process, SIGTERM)
      let deadline = Clock.now() + .milliseconds(3_000)
      // Its last words end with an error of reading: then the terminal is closed.
      while let more = try? read(until: deadline), more.time < deadline {}
    }
    kill(process, SIGKILL)
    _ = Spawn.exitStatus(of: process)
  }

  private static func reason(_ code: Int32) -> String {
    // SAFETY: the C library's own text, copied at once.
    unsafe String(cString: strerror(code))
  }
}
