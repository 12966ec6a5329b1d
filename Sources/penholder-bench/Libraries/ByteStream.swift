import Glibc

/// A stream that texts go through, line by line.
final class ByteStream {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      guard count > 0 else { throw BenchError("The other side is gone (errno \(errno)).") }
      rest = rest.dropFirst(count)
    }
  }

  /// The next lines, without their ends.
  func readLines(_ count: Int) throws -> [String] {
    var lines: [String] = []
    while lines.count < count {
      if let end = buffer[position...].firstIndex(of: 10) {
        let line = buffer[position..<end]
        lines.append(String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self))
        position = end + 1
      } else {
        try readMore()
      }
    }
    return lines
  }

  private func readMore() throws {
    buffer.removeFirst(position)
    position = 0
    var piece = [UInt8](repeating: 0, count: 4_096)
    // SAFETY: as long as is said.
    let count = unsafe read(descriptor, &piece, piece.count)
    guard count > 0 else { throw BenchError("The other side is gone (errno \(errno)).") }
    buffer += piece[..<count]
  }
}
