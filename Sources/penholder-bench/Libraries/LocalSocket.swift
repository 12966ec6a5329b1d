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
    let bytes = Array(path.utf8)
    // SAFETY: as many bytes as there is room for, less the zero at the end.
    let fits = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard bytes.count < room.count else { return false }
      unsafe room.copyBytes(from: bytes)
      return true
    }
    guard fits else { throw BenchError("\(path) is too long for a socket.") }
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
