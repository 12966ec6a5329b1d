/// PostgreSQL's client library, found when the program runs: building needs nothing of it.
@safe
struct Libpq: @unchecked Sendable {
  /// As the loader looks for it.
  static let name = "libpq.so.5"

  // SAFETY: functions of a library that is never closed; their types are those of libpq-fe.h.
  typealias Strings = UnsafePointer<UnsafePointer<CChar>?>?
  typealias Numbers = UnsafePointer<Int32>?
  typealias Text = UnsafePointer<CChar>

  let connect: @convention(c) (Text) -> OpaquePointer?
  let status: @convention(c) (OpaquePointer) -> Int32
  let errorMessage: @convention(c) (OpaquePointer) -> Text?
  let finish: @convention(c) (OpaquePointer) -> Void
  let execute: @convention(c) (OpaquePointer, Text) -> OpaquePointer?
  let prepare:
    @convention(c) (OpaquePointer, Text, Text, Int32, UnsafePointer<UInt32>?) -> OpaquePointer?
  let executePrepared:
    @convention(c) (OpaquePointer, Text, Int32, Strings, Numbers, Numbers, Int32) -> OpaquePointer?
  let sendPrepared:
    @convention(c) (OpaquePointer, Text, Int32, Strings, Numbers, Numbers, Int32) -> Int32
  let enterPipeline: @convention(c) (OpaquePointer) -> Int32
  let sync: @convention(c) (OpaquePointer) -> Int32
  let result: @convention(c) (OpaquePointer) -> OpaquePointer?
  let resultStatus: @convention(c) (OpaquePointer) -> Int32
  let clear: @convention(c) (OpaquePointer) -> Void

  let socket: @convention(c) (OpaquePointer) -> Int32
  let consumeInput: @convention(c) (OpaquePointer) -> Int32
  let notifies: @convention(c) (OpaquePointer) -> UnsafeMutableRawPointer?
  let free: @convention(c) (UnsafeMutableRawPointer) -> Void

  /// The beginning of `PGnotify`.
  @safe
  struct Notice {
    let channel: UnsafeMutablePointer<CChar>
    let process: Int32
    let text: UnsafeMutablePointer<CChar>
  }

  static let shared = Result { try Libpq() }

  private init() throws {
    let library = try DynamicLibrary(Self.name)
    func find<Function>(_ name: String, as type: Function.Type = Function.self) throws -> Function {
      try library.function(name, as: type)
    }
    unsafe connect = try find("PQconnectdb")
    unsafe status = try find("PQstatus")
    unsafe errorMessage = try find("PQerrorMessage")
    unsafe finish = try find("PQfinish")
    unsafe execute = try find("PQexec")
    unsafe prepare = try find("PQprepare")
    unsafe executePrepared = try find("PQexecPrepared")
    unsafe sendPrepared = try find("PQsendQueryPrepared")
    unsafe enterPipeline = try find("PQenterPipelineMode")
    unsafe sync = try find("PQpipelineSync")
    unsafe result = try find("PQgetResult")
    unsafe resultStatus = try find("PQresultStatus")
    unsafe clear = try find("PQclear")
    unsafe socket = try find("PQsocket")
    unsafe consumeInput = try find("PQconsumeInput")
    unsafe notifies = try find("PQnotifies")
    unsafe free = try find("PQfreemem")
  }
}
