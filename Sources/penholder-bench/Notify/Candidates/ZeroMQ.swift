import Glibc

/// ZeroMQ, PUB and SUB over ipc.
struct ZeroMQ: Notifier {
  private static let library = "libzmq.so.5"
  var name: String { "ZeroMQ PUB/SUB" }
  var libraries: [String] { [Self.library] }
  var package: String { "Debian: libzmq5" }
  var canTellNobody: Bool { true }

  private static func address(_ post: Post) -> String { "ipc://\(post.folder)/zmq" }

  func speaker(_ post: Post) throws -> any Speaker {
    let socket = try Socket(kind: 1)
    try socket.check(unsafe socket.bind(socket.handle, Self.address(post)))
    return Publishing(socket: socket)
  }

  func listener(_ post: Post) throws -> any Listener {
    let socket = try Socket(kind: 2)
    // ZMQ_SUBSCRIBE to everything.
    try socket.check(unsafe socket.option(socket.handle, 6, "", 0))
    try socket.check(unsafe socket.connect(socket.handle, Self.address(post)))
    return Subscribed(socket: socket)
  }

  private struct Publishing: Speaker {
    let socket: Socket

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      var message = index
      // SAFETY: as long as is said.
      try socket.check(unsafe socket.send(socket.handle, &message, 8, 0))
    }
  }

  private struct Subscribed: Listener {
    let socket: Socket

    func listen(_ ear: Ear) throws {
      var message: UInt64 = 0
      while true {
        // SAFETY: as long as is said.
        try socket.check(unsafe socket.receive(socket.handle, &message, 8, 0))
        ear.hears(message)
      }
    }
  }

  /// What of `<zmq.h>` is called.
  @safe
  private struct Socket {
    typealias Address = @convention(c) (UnsafeMutableRawPointer, UnsafePointer<CChar>) -> Int32
    typealias Option =
      @convention(c) (UnsafeMutableRawPointer, Int32, UnsafeRawPointer, Int) -> Int32
    typealias Move =
      @convention(c) (UnsafeMutableRawPointer, UnsafeMutableRawPointer, Int, Int32) -> Int32
    let handle: UnsafeMutableRawPointer
    let bind: Address
    let connect: Address
    let option: Option
    let send: Move
    let receive: Move

    init(kind: Int32) throws {
      let library = try DynamicLibrary(ZeroMQ.library)
      let context = unsafe try library.function(
        "zmq_ctx_new", as: (@convention(c) () -> UnsafeMutableRawPointer?).self)()
      let make = unsafe try library.function(
        "zmq_socket",
        as: (@convention(c) (UnsafeMutableRawPointer, Int32) -> UnsafeMutableRawPointer?).self)
      guard let context = unsafe context, let handle = unsafe make(context, kind) else {
        throw BenchError("ZeroMQ makes no socket")
      }
      unsafe self.handle = handle
      unsafe bind = try library.function("zmq_bind", as: Address.self)
      unsafe connect = try library.function("zmq_connect", as: Address.self)
      unsafe option = try library.function("zmq_setsockopt", as: Option.self)
      unsafe send = try library.function("zmq_send", as: Move.self)
      unsafe receive = try library.function("zmq_recv", as: Move.self)
    }

    func check(_ result: Int32) throws {
      guard result >= 0 else { throw BenchError("ZeroMQ refuses (errno \(errno))") }
    }
  }
}
