import CommandLineKit
import Foundation
import Glibc

/// Another program, run to its end.
///
/// Not by Foundation's `Process`: that waits until nobody holds a socket any more that it gives to the
/// child, and a tmux server, once started, holds it for ever.
enum Program {
  /// How it ended and what it said.
  struct Result {
    var exit: Int32
    var output: String
  }

  /// The file of this program.
  static func own() throws -> String {
    do { return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") } catch
    {
      throw Failure(
        "This program's own file cannot be found: is /proc there?", exit: EX_UNAVAILABLE)
    }
  }

  /// Whether there is a program of this name.
  static func exists(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      // SAFETY: the path is read during the call only.
      unsafe access("\($0)/\(name)", X_OK) == 0
    }
  }

  /// Runs a program and returns what it wrote.
  ///
  /// - Parameter file: takes its output meanwhile.
  static func run(
    _ words: [String], environment: [String: String], outputFile file: String
  ) throws -> Result {
    let exit = try spawnAndWait(words, environment, output: file)
    let data = (try? Data(contentsOf: URL(fileURLWithPath: file))) ?? Data()
    // SAFETY: the path is read during the call only.
    unsafe unlink(file)
    return Result(exit: exit, output: String(decoding: data, as: UTF8.self))
  }

  /// Runs a program on this terminal.
  static func show(_ words: [String], environment: [String: String]) throws -> Int32 {
    try spawnAndWait(words, environment, output: nil)
  }

  private static func spawnAndWait(
    _ words: [String], _ environment: [String: String], output: String?
  ) throws -> Int32 {
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
    if let output {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      unsafe posix_spawn_file_actions_addopen(
        &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    // Whatever this program blocks or ignores, another one begins as in a shell.
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let code = unsafe posix_spawnp(&pid, words[0], &actions, &attributes, arguments, variables)
    guard code == 0 else { throw Failure.system("posix_spawn", code, words[0]) }
    var status: Int32 = 0
    // SAFETY: one integer.
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
