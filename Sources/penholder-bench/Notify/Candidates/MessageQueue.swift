import Glibc

/// A POSIX message queue for each listener.
struct MessageQueue: Notifier {
  var name: String { "POSIX message queue" }

  func prepare(_ post: Post) throws -> () -> Void {
    let calls = try Calls()
    let names = (0..<post.listeners).map { Self.queue(post, $0) }
    for name in names { _ = try calls.make(name) }
    return { for name in names { _ = unsafe calls.unlink(name) } }
  }

  /// A name of the turn's own: queues have a directory for themselves.
  private static func queue(_ post: Post, _ number: Int) -> String {
    let folder = post.folder.split(separator: "/").suffix(2).joined(separator: "-")
    return "/\(folder)-\(number)"
  }

  func speaker(_ post: Post) throws -> any Speaker {
    let calls = try Calls()
    return Sending(
      calls: calls,
      queues: try (0..<post.listeners).map { try calls.make(Self.queue(post, $0)) })
  }

  func listener(_ post: Post) throws -> any Listener {
    let calls = try Calls()
    return Receiving(calls: calls, queue: try calls.make(Self.queue(post, post.number)))
  }

  private struct Sending: Speaker {
    let calls: Calls
    let queues: [Int32]

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      var message = index
      for queue in queues {
        // SAFETY: as long as is said. A full queue blocks.
        guard unsafe calls.send(queue, &message, 8, 0) == 0 else {
          throw BenchError("mq_send failed (errno \(errno))")
        }
      }
    }
  }

  private struct Receiving: Listener {
    let calls: Calls
    let queue: Int32

    func listen(_ ear: Ear) throws {
      var message: UInt64 = 0
      while true {
        // SAFETY: as long as is said.
        guard unsafe calls.receive(queue, &message, 8, nil) == 8 else {
          throw BenchError("mq_receive failed (errno \(errno))")
        }
        ear.hears(message)
      }
    }
  }

  /// `<mqueue.h>`, which Swift's C library module leaves out.
  @safe
  private struct Calls {
    typealias Open =
      @convention(c) (UnsafePointer<CChar>, Int32, mode_t, UnsafePointer<Int>) -> Int32
    typealias Send = @convention(c) (Int32, UnsafeRawPointer, Int, UInt32) -> Int32
    typealias Receive =
      @convention(c) (Int32, UnsafeMutableRawPointer, Int, UnsafeRawPointer?) -> Int
    let open: Open
    let send: Send
    let receive: Receive
    let unlink: @convention(c) (UnsafePointer<CChar>) -> Int32

    init() throws {
      let library = try DynamicLibrary("librt.so.1")
      unsafe open = try library.function("mq_open", as: Open.self)
      unsafe send = try library.function("mq_send", as: Send.self)
      unsafe receive = try library.function("mq_receive", as: Receive.self)
      unsafe unlink = try library.function(
        "mq_unlink", as: (@convention(c) (UnsafePointer<CChar>) -> Int32).self)
    }

    /// Opens a queue, making it if there is none.
    func make(_ name: String) throws -> Int32 {
      // struct mq_attr: flags, most messages, size of one, messages now; four more words.
      let attributes = [0, 10, 8, 0, 0, 0, 0, 0]
      // SAFETY: variadic with integer arguments, which are passed as to any other function.
      let queue = unsafe open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600, attributes)
      guard queue >= 0 else { throw BenchError("There is no message queue (errno \(errno)).") }
      return queue
    }
  }
}
