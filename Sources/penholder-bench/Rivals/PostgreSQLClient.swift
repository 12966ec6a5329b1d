import Glibc

/// A connection by `libpq`, which is looked for when it is needed only. One thread.
@safe
final class PostgreSQLClient {
  private let library: Libpq
  // SAFETY: made in the initialiser, finished in the deinitialiser, never handed out.
  private let connection: OpaquePointer

  init(_ words: String) throws {
    library = try Libpq.shared.get()
    guard let connection = unsafe library.connect(words) else {
      throw BenchError("libpq has no memory.")
    }
    unsafe self.connection = connection
    guard unsafe library.status(connection) == 0 else { throw complaint }
  }

  deinit { unsafe library.finish(connection) }

  func execute(_ sql: String) throws { try unsafe check(library.execute(connection, sql)) }

  /// Prepares the one statement of this connection.
  func prepare(_ sql: String) throws {
    try unsafe check(library.prepare(connection, Self.statement, sql, 0, nil))
  }

  /// Runs the prepared statement.
  func run(_ arguments: [String]) throws {
    try unsafe withCStrings(arguments) { values in
      try unsafe check(
        library.executePrepared(
          connection, Self.statement, Int32(arguments.count), values, nil, nil, 0))
    }
  }

  // MARK: Several on their way

  func beginPipeline() throws {
    guard unsafe library.enterPipeline(connection) == 1 else { throw complaint }
  }

  /// Sends the prepared statement as a transaction of its own.
  func send(_ arguments: [String]) throws {
    let sent = unsafe withCStrings(arguments) { values in
      unsafe library.sendPrepared(
        connection, Self.statement, Int32(arguments.count), values, nil, nil, 0)
    }
    guard sent == 1, unsafe library.sync(connection) == 1 else { throw complaint }
  }

  /// Waits for the answer to the oldest one sent.
  func receive() throws {
    try unsafe check(library.result(connection))
    // The end of the statement, then of the transaction.
    if let more = unsafe library.result(connection) { unsafe library.clear(more) }
    if let end = unsafe library.result(connection) { unsafe library.clear(end) }
  }

  // MARK: Notices

  /// Waits for notices; their texts.
  func notices() throws -> [String] {
    var set = pollfd(fd: unsafe library.socket(connection), events: Int16(POLLIN), revents: 0)
    // SAFETY: the structure outlives the call, which is told of one entry.
    _ = unsafe poll(&set, 1, -1)
    guard unsafe library.consumeInput(connection) == 1 else { throw complaint }
    var texts: [String] = []
    while let notice = unsafe library.notifies(connection) {
      // SAFETY: the library's structure begins so; its text is copied before it is freed.
      let text = unsafe notice.assumingMemoryBound(to: Libpq.Notice.self).pointee.text
      unsafe texts.append(String(cString: text))
      unsafe library.free(notice)
    }
    return texts
  }

  private func check(_ result: OpaquePointer?) throws {
    guard let result = unsafe result else { throw complaint }
    defer { unsafe library.clear(result) }
    // PGRES_COMMAND_OK, PGRES_TUPLES_OK
    guard [1, 2].contains(unsafe library.resultStatus(result)) else { throw complaint }
  }

  /// A name: what has none is forgotten at the next `execute`.
  private static let statement = "row"

  private var complaint: BenchError {
    // SAFETY: libpq's own text, copied at once.
    let text = unsafe library.errorMessage(connection).map { unsafe String(cString: $0) } ?? ""
    return BenchError("PostgreSQL: \(text.split(separator: "\n").first ?? "no reason given")")
  }

  private func withCStrings<Value>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) throws -> Value
  ) rethrows -> Value {
    let copies = unsafe texts.map { unsafe UnsafePointer(strdup($0)) }
    // SAFETY: freed once the call is over.
    defer {
      for index in unsafe copies.indices {
        unsafe free(UnsafeMutablePointer(mutating: copies[index]))
      }
    }
    return try unsafe copies.withUnsafeBufferPointer { try unsafe body($0.baseAddress) }
  }
}
