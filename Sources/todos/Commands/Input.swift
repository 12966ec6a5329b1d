import CommandLineKit
import Glibc

/// What a command is given to read: a file, or standard input.
enum Input {
  /// So much is read; it is held in memory.
  private static let sizeLimit = 256 << 20

  /// All bytes of the file, or of standard input for `-`.
  ///
  /// - Throws: `Failure` that names what cannot be read.
  static func bytes(of file: String) throws(Failure) -> [UInt8] {
    guard file != "-" else { return try bytes(of: STDIN_FILENO, called: "Standard input") }
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      var failure = Failure.system("open", errno, file)
      if errno == ENOENT || errno == ENOTDIR { failure.exit = EX_NOINPUT }
      if errno == EACCES { failure.exit = EX_NOPERM }
      throw failure
    }
    defer { close(descriptor) }
    return try bytes(of: descriptor, called: file)
  }

  private static func bytes(
    of descriptor: Int32, called name: String
  ) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while let part = try read(descriptor, into: &buffer, called: name) {
      bytes += part
      if bytes.count > sizeLimit {
        throw Failure(
          "More than \(sizeLimit >> 20) MiB is no list of todos. Split it.", exit: EX_DATAERR)
      }
    }
    return bytes
  }

  private static func read(
    _ descriptor: Int32, into buffer: inout [UInt8], called name: String
  ) throws(Failure) -> ArraySlice<UInt8>? {
    do { return try Descriptors.readOrThrow(descriptor, into: &buffer) } catch {
      // Not as it comes: nobody is to take it for an output that is closed.
      throw Failure.system("read", error.code, name)
    }
  }
}
