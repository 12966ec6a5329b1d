import Foundation

/// A process of our own, that is ended when it is let go.
final class Child {
  let process: pid_t
  private let errors: String
  private var hasEnded = false

  /// Starts `words`, the first an absolute path; descriptors that are not closed on exec are handed
  /// down.
  ///
  /// - Parameter errors: the file that gets what it says.
  init(_ words: [String], errors: String) throws {
    self.errors = errors
    // SAFETY: initialised and destroyed here; the strings live until the call has returned.
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      for index in unsafe arguments.indices { unsafe free(arguments[index]) }
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, words[0], &actions, nil, arguments, environ)
    guard code == 0 else { throw BenchError("\(words[0]) does not start (errno \(code)).") }
    self.process = process
  }

  deinit { end() }

  /// Whether it has ended by itself, and how: 0 is well. Nil while it lives.
  func ending() -> Int32? {
    var status: Int32 = 0
    guard !hasEnded, unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
    hasEnded = true
    return status
  }

  /// Kills it and waits for its end.
  func end() {
    guard !hasEnded else { return }
    hasEnded = true
    kill(process, SIGKILL)
    _ = waitpid(process, nil, 0)
  }

  /// Asks it to end, and kills it when it does not within two seconds. For servers: what stands
  /// between us and one (runuser) passes on what can be asked, and a death only leaves it alone.
  func endGently() {
    if !hasEnded { kill(process, SIGTERM) }
    let limit = Clock.now() + .milliseconds(2_000)
    while !hasEnded, ending() == nil, Clock.now() < limit { usleep(5_000) }
    end()
  }

  /// The last line that it said, for a remark.
  var lastWords: String {
    let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""  // Nothing was said.
    return text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}

extension Child {
  /// Waits until a server answers.
  func wait(until isReady: () throws -> Bool) throws {
    let limit = Clock.now() + .milliseconds(20_000)
    while try !isReady() {
      if ending() != nil { throw BenchError(lastWords) }
      guard Clock.now() < limit else { throw BenchError("it does not answer: \(lastWords)") }
      usleep(5_000)
    }
  }
}
