import Glibc

/// A Unix datagram socket for each listener.
struct Datagram: Notifier {
  var name: String { "Unix datagram socket" }

  func speaker(_ post: Post) throws -> any Speaker { try Sending(post) }
  func listener(_ post: Post) throws -> any Listener { try Receiving(post) }

  private static func path(_ post: Post, _ number: Int) -> String { "\(post.folder)/s\(number)" }

  private final class Sending: Speaker {
    private let socket: Int32
    private var addresses: [sockaddr_un] = []

    init(_ post: Post) throws {
      socket = try LocalSocket.make()
      for number in 0..<post.listeners {
        addresses.append(try LocalSocket.address(Datagram.path(post, number)))
      }
    }

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      var message = index
      for index in addresses.indices {
        // SAFETY: both live until the call has returned. A full buffer blocks.
        let sent = unsafe withUnsafePointer(to: &addresses[index]) { address in
          unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe sendto(socket, &message, 8, 0, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
          }
        }
        guard sent == 8 else { throw BenchError("sendto failed (errno \(errno))") }
      }
    }
  }

  private struct Receiving: Listener {
    private let socket: Int32

    init(_ post: Post) throws {
      socket = try LocalSocket.make()
      try LocalSocket.bind(socket, to: Datagram.path(post, post.number))
    }

    func listen(_ ear: Ear) throws {
      var message: UInt64 = 0
      while true {
        guard unsafe recv(socket, &message, 8, 0) == 8 else {
          throw BenchError("recv failed (errno \(errno))")
        }
        ear.hears(message)
      }
    }
  }
}
