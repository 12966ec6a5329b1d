import Glibc

extension Pseudoterminal {
  /// A new terminal: our side, the program's side, and the path of that.
  static func open(
    columns: Int, rows: Int, raw: Bool
  ) throws -> (master: Int32, slave: Int32, path: String) {
    var (master, slave): (Int32, Int32) = (-1, -1)
    // The kernel's paths, /dev/pts/4, are much shorter.
    var name = [CChar](repeating: 0, count: 128)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    // SAFETY: every pointer outlives the call.
    guard unsafe openpty(&master, &slave, &name, nil, &size) == 0 else {
      throw BenchError("There is no pseudoterminal to be had (errno \(errno)).")
    }
    for side in [master, slave] { _ = fcntl(side, F_SETFD, FD_CLOEXEC) }
    if raw {
      var modes = termios()
      // SAFETY: the structure outlives the calls.
      unsafe tcgetattr(slave, &modes)
      unsafe cfmakeraw(&modes)
      unsafe tcsetattr(slave, TCSANOW, &modes)
    }
    let path = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return (master, slave, String(decoding: path, as: UTF8.self))
  }

  /// Starts a program in a session of its own: the first terminal that it opens, on the three
  /// standard descriptors, becomes its own.
  static func spawn(_ words: [String], _ variables: [String], _ slave: String) throws -> pid_t {
    try unsafe Spawning.spawn(words, variables, inNewSession: true) { actions in
      // SAFETY: the path is copied by the call.
      unsafe posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0)
      unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
      unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
  }
}
