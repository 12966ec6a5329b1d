import Glibc

/// Datagrams between processes of one machine.
enum LocalSocket {
  static func make() throws -> Int32 {
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw BenchError("There is no socket (errno \(errno)).") }
    return descriptor
  }

  static func address(_ path: String) throws -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = path.utf8.map { CChar(bitPattern: $0) }
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { throw BenchError("\(path) is too long for a socket.") }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
      for (index, byte) in bytes.enumerated() {
        unsafe place[index] = UInt8(bitPattern: byte)
      }
    }
    return address
  }

  static func bind(_ descriptor: Int32, to path: String) throws {
    let code = try unsafe call(path) { unsafe Glibc.bind(descriptor, $0, $1) }
    guard code == 0 else { throw BenchError("\(path) cannot be bound (errno \(errno)).") }
  }

  private static func call(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws -> Int32 {
    var address = try address(path)
    // SAFETY: the address lives until the call has returned.
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
