import Foundation

/// A connection to PostgreSQL: what of `<libpq-fe.h>` is called.
@safe
final class PostgresSession {
  private typealias Pointer = UnsafeMutableRawPointer
  private let connection: Pointer
  private let disconnect: @convention(c) (Pointer) -> Void
  private let execute: @convention(c) (Pointer, UnsafePointer<CChar>) -> Pointer?
  private let status: @convention(c) (Pointer?) -> Int32
  private let clear: @convention(c) (Pointer?) -> Void
  private let consume: @convention(c) (Pointer) -> Int32
  private let notifies: @convention(c) (Pointer) -> Pointer?
  private let free: @convention(c) (Pointer) -> Void
  private let socket: Int32

  /// The beginning of `PGnotify`.
  @safe
  private struct Notice {
    let channel: UnsafeMutablePointer<CChar>
    let process: Int32
    let text: UnsafeMutablePointer<CChar>
  }

  /// - Parameter place: as libpq has it, `host=…`.
  init(_ place: String) throws {
    let library = try DynamicLibrary("libpq.so.5")
    func call<Function>(_ name: String, as type: Function.Type = Function.self) throws -> Function {
      try library.function("PQ" + name, as: type)
    }
    unsafe disconnect = try call("finish")
    unsafe execute = try call("exec")
    unsafe status = try call("resultStatus")
    unsafe clear = try call("clear")
    unsafe consume = try call("consumeInput")
    unsafe notifies = try call("notifies")
    unsafe free = try call("freemem")
    let connect = unsafe try call(
      "connectdb", as: (@convention(c) (UnsafePointer<CChar>) -> Pointer?).self)
    let state = unsafe try call("status", as: (@convention(c) (Pointer) -> Int32).self)
    let descriptor = unsafe try call("socket", as: (@convention(c) (Pointer) -> Int32).self)
    guard let connection = unsafe connect(place), unsafe state(connection) == 0 else {
      throw BenchError("PostgreSQL does not answer")
    }
    unsafe self.connection = connection
    socket = unsafe descriptor(connection)
  }

  deinit { unsafe disconnect(connection) }

  func execute(_ sql: String) throws {
    let result = unsafe execute(connection, sql)
    defer { unsafe clear(result) }
    // PGRES_COMMAND_OK.
    guard unsafe status(result) == 1 else { throw BenchError("PostgreSQL refuses: \(sql)") }
  }

  /// Waits for notices; their texts.
  func notices() throws -> [String] {
    var set = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&set, 1, -1)
    guard unsafe consume(connection) == 1 else { throw BenchError("PostgreSQL is gone") }
    var texts: [String] = []
    while let notice = unsafe notifies(connection) {
      // SAFETY: the library's structure begins so.
      let text = unsafe notice.assumingMemoryBound(to: Notice.self).pointee.text
      unsafe texts.append(String(cString: text))
      unsafe free(notice)
    }
    return texts
  }
}
