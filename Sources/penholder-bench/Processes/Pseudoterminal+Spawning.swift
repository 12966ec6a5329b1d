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
    // SAFETY: initialised and destroyed here; the strings live until the call has returned.
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    let environment = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
      for index in unsafe arguments.indices { unsafe free(arguments[index]) }
      for index in unsafe environment.indices { unsafe free(environment[index]) }
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | newSession)
    var process: pid_t = 0
    let code = unsafe posix_spawn(
      &process, words[0], &actions, &attributes, arguments, environment)
    guard code == 0 else { throw BenchError("\(words[0]) does not start (errno \(code)).") }
    return process
  }

  /// `POSIX_SPAWN_SETSID`, which glibc shows to programs that ask for GNU's extensions only.
  private static let newSession: Int16 = 0x80
}
