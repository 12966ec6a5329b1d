import Glibc

/// How to start another program, by `posix_spawn`. It begins as in a shell: nothing blocked or ignored,
/// whatever this process blocks or ignores.
///
/// Not by Foundation's `Process`: that waits until nobody holds a socket any more that it gives to the
/// child, and a tmux server, once started, holds it for ever; nor can it give a child a terminal.
package struct Spawn: Sendable {
  /// What is done with descriptors in the child, in order.
  package enum Preparation: Sendable {
    /// Opens a file as this descriptor, with the flags and mode of `open(2)`.
    case open(Int32, path: String, flags: Int32, mode: mode_t = 0o600)
    /// Makes the second descriptor a copy of the first.
    case copy(Int32, to: Int32)
  }

  /// Why a program did not start: an errno.
  package struct Failure: Error, CustomStringConvertible {
    package let program: String
    package let code: Int32
    package var description: String { "\(program) does not start (errno \(code))." }
  }

  /// The program, looked for in the path unless there is a slash in it, and its arguments.
  package var words: [String]
  /// All of its environment.
  package var environment: [String: String]
  package var preparations: [Preparation]
  /// Whether it leads a session of its own: the first terminal it opens becomes its own.
  package var leadsSession: Bool

  package init(
    _ words: [String], environment: [String: String], preparations: [Preparation] = [],
    leadsSession: Bool = false
  ) {
    (self.words, self.environment) = (words, environment)
    (self.preparations, self.leadsSession) = (preparations, leadsSession)
  }

  /// Starts it and returns its process id. Whoever starts it waits for it; see ``exitStatus(of:)``.
  package func start() throws(Failure) -> pid_t {
    // SAFETY: initialised and destroyed here; the strings live until the call has returned.
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    let variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
      for index in unsafe arguments.indices { unsafe free(arguments[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    for preparation in preparations {
      switch preparation {
      case .open(let number, let path, let flags, let mode):
        unsafe posix_spawn_file_actions_addopen(&actions, number, path, flags, mode)
      case .copy(let source, let target):
        unsafe posix_spawn_file_actions_adddup2(&actions, source, target)
      }
    }
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | (leadsSession ? Self.newSession : 0))
    var pid: pid_t = 0
    let code = unsafe posix_spawnp(&pid, words[0], &actions, &attributes, arguments, variables)
    guard code == 0 else { throw Failure(program: words[0], code: code) }
    return pid
  }

  /// Waits for a child's end, which frees its number: the exit code, or 128 and the signal that killed
  /// it, as a shell says it. Holds up the thread.
  package static func exitStatus(of pid: pid_t) -> Int32 {
    var status: Int32 = 0
    // SAFETY: one integer.
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return shell(status)
  }

  /// The same of a child that has ended, nil of one that lives; does not wait.
  package static func exitStatusIfEnded(of pid: pid_t) -> Int32? {
    var status: Int32 = 0
    // SAFETY: one integer.
    return unsafe waitpid(pid, &status, WNOHANG) == pid ? shell(status) : nil
  }

  /// As a shell says it.
  private static func shell(_ status: Int32) -> Int32 {
    status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// `POSIX_SPAWN_SETSID`, which glibc shows to programs that ask for GNU's extensions only.
  private static let newSession: Int16 = 0x80
}
