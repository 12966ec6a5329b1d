import Glibc

/// PostgreSQL's client library, found when the program runs: building needs nothing of it.
@safe
struct Libpq: @unchecked Sendable {
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

  static let shared = Result { try Libpq() }

  private init() throws {
    guard let library = unsafe dlopen("libpq.so.5", RTLD_NOW) else {
      throw BenchError("libpq.so.5 is not here (Debian: libpq5).")
    }
    func find<Function>(_ name: String) throws -> Function {
      guard let symbol = unsafe dlsym(library, name) else {
        throw BenchError("libpq.so.5 is too old: it has no \(name).")
      }
      return unsafe unsafeBitCast(symbol, to: Function.self)
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
  }
}
