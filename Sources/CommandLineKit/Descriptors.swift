import Glibc

/// The three standard descriptors, used directly: one write for each line or batch of lines, and an
/// error for each that does not get through.
package enum Descriptors {
  /// Standard output's reader is gone, or the disk is full.
  package struct WriteError: Error {
    /// The `errno` value.
    package var code: Int32
    /// Nobody reads any more; that ends a program quietly.
    package var isClosed: Bool {
      code == EPIPE || code == EBADF || code == ECONNRESET || code == EIO
    }
  }

  /// Makes sure that 0, 1 and 2 are open: else the next file opened, perhaps the coordination file,
  /// would get such a number and somebody's print would land in it.
  package static func occupyStandardOnes() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }

  /// Whether people look at it.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Writes all of it, waiting as long as it takes.
  package static func write(_ text: String, to descriptor: Int32) throws(WriteError) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        // SAFETY: `written` is less than the count, by the loop's condition.
        unsafe Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        _ = wait([(descriptor, Int16(POLLOUT))])
      } else if errno != EINTR {
        throw WriteError(code: errno)
      }
    }
  }

  /// poll(2) without a limit: what has become of each descriptor.
  package static func wait(_ interests: [(descriptor: Int32, events: Int16)]) -> [Int16] {
    var set = interests.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    // SAFETY: the array and its count belong together.
    while unsafe poll(&set, nfds_t(set.count), -1) < 0 && errno == EINTR {}
    return set.map { $0.revents }
  }

  /// As ``read(_:into:)``, and an error is one.
  package static func readOrThrow(
    _ descriptor: Int32, into buffer: inout [UInt8]
  ) throws(WriteError) -> ArraySlice<UInt8>? {
    errno = 0
    if let bytes = read(descriptor, into: &buffer) { return bytes }
    if errno != 0 { throw WriteError(code: errno) }
    return nil
  }

  /// Reads what there is into `buffer`, waiting for the first byte; nil at the end of input.
  package static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> ArraySlice<UInt8>? {
    while true {
      // SAFETY: the buffer and its count belong together.
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
      }
      if count > 0 { return buffer[..<count] }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        _ = wait([(descriptor, Int16(POLLIN))])
        continue
      }
      return nil
    }
  }
}
