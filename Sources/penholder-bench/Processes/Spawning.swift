import Glibc

/// Starts programs, with the signals as a shell would give them.
enum Spawning {
  /// - Parameters:
  ///   - inNewSession: whether it gets a session of its own, so that a terminal can be its own.
  ///   - prepare: says what its descriptors are; all others of ours must be closed on exec.
  static func spawn(
    _ words: [String], _ variables: [String], inNewSession: Bool = false,
    _ prepare: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
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
    unsafe prepare(&actions)
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    let session = inNewSession ? newSession : 0
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | session)
    var process: pid_t = 0
    let code = unsafe posix_spawn(
      &process, words[0], &actions, &attributes, arguments, environment)
    guard code == 0 else { throw BenchError("\(words[0]) does not start (errno \(code)).") }
    return process
  }

  /// Waits for the end of a process of ours.
  static func reap(_ process: pid_t) {
    var status: Int32 = 0
    // SAFETY: one integer.
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// `POSIX_SPAWN_SETSID`, which glibc shows to programs that ask for GNU's extensions only.
  private static let newSession: Int16 = 0x80
}
