import Glibc

/// Whose changes the changes of this process are.
enum Owner {
  /// The user at this terminal, in this shell: a tab that is started again there, and the commands
  /// beside it, take back the same changes; other panes, windows and scripts have their own.
  static var name: String {
    let terminal = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].lazy.compactMap(terminal).first
    return "\(getuid()) \(terminal ?? "-") \(getsid(0))"
  }

  private static func terminal(_ descriptor: Int32) -> String? {
    var path = [CChar](repeating: 0, count: 256)
    // SAFETY: the buffer outlives the call, which writes at most `count` bytes into it.
    let code = unsafe ttyname_r(descriptor, &path, path.count)
    guard code == 0 else { return nil }
    return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
