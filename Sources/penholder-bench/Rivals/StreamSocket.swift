import Glibc

/// A connected stream socket: whole buffers out, whatever comes in. One thread.
final class StreamSocket {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 65_536)

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// To a socket in the file system.
  static func unix(_ path: String) throws -> StreamSocket {
    var address = try LocalSocket.address(path)
    return try connect(AF_UNIX, &address)
  }

  /// To a port of this machine.
  static func local(port: UInt16) throws -> StreamSocket {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return try connect(AF_INET, &address)
  }

  private static func connect<Address>(
    _ family: Int32, _ address: inout Address
  ) throws -> StreamSocket {
    let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else {
      throw BenchError("There is no socket to be had (errno \(errno)).")
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let socket = StreamSocket(descriptor)
    // SAFETY: the address outlives the call, which is told its size.
    let code = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    guard code == 0 else { throw BenchError("Nobody answers (errno \(errno)).") }
    return socket
  }

  func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      // SAFETY: within the array.
      let count = unsafe bytes.withUnsafeBytes {
        unsafe send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw BenchError("The other side has hung up (errno \(errno)).") }
      sent += count
    }
  }

  /// What has come, waiting for something; empty at the end.
  func read() throws -> ArraySlice<UInt8> {
    while true {
      // SAFETY: the buffer and its own count.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw BenchError("The other side has hung up (errno \(errno)).") }
      return buffer[..<count]
    }
  }
}

extension StreamSocket {
  /// A port of this machine that nobody uses now.
  static func freePort() throws -> UInt16 {
    let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else {
      throw BenchError("There is no socket to be had (errno \(errno)).")
    }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // SAFETY: the address outlives the calls, which are told its size.
    let isKnown = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isKnown else { throw BenchError("There is no port to be had (errno \(errno)).") }
    return UInt16(bigEndian: address.sin_port)
  }
}
