import Foundation
import Glibc

/// A Redis server of the run's own, on a socket in its folder; gone with it.
final class RedisServer {
  let socket: String
  let child: Child

  /// - Parameter fsync: when it writes through to the disk: `always`, `everysec`; nil: it writes nothing.
  init(in folder: String, fsync: String?, programs: Programs) throws {
    guard let program = programs.find("redis-server") else {
      throw BenchError("redis-server is not here.")
    }
    socket = Self.socket(folder)
    let writing = fsync.map { ["--appendonly", "yes", "--appendfsync", $0] }
    child = try Child(
      [
        program, "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "",
        "--loglevel", "warning",
      ] + (writing ?? ["--appendonly", "no"]), quiet: true)
    try child.waitUntilItAnswers { _ = try RedisClient(socket).ask(["PING"]) }
  }

  /// Where the server of a folder listens.
  static func socket(_ folder: String) -> String { folder + "/redis.sock" }
}

/// A connection that speaks RESP. One thread.
final class RedisClient {
  private let socket: StreamSocket
  private var rest: [UInt8] = []

  init(_ path: String) throws { socket = try StreamSocket.unix(path) }

  /// The bytes of a command.
  static func command(_ words: [String]) -> [UInt8] {
    var bytes = Array("*\(words.count)\r\n".utf8)
    for word in words { bytes += Array("$\(word.utf8.count)\r\n\(word)\r\n".utf8) }
    return bytes
  }

  func send(_ bytes: [UInt8]) throws { try socket.write(bytes) }

  /// The answers that have come, waiting for one: lines, as integers, states and nothing are.
  func answers() throws -> [String] {
    var lines: [String] = []
    while lines.isEmpty {
      let piece = try socket.read()
      guard !piece.isEmpty else { throw BenchError("Redis has hung up.") }
      rest += piece
      var start = rest.startIndex
      while let end = rest[start...].firstIndex(of: 0x0A) {
        lines.append(String(decoding: rest[start..<end].dropLast(), as: UTF8.self))
        start = end + 1
      }
      rest.removeSubrange(..<start)
    }
    if let error = lines.first(where: { $0.hasPrefix("-") }) {
      throw BenchError("Redis: \(error.dropFirst())")
    }
    return lines
  }

  /// One command and its answer of one line.
  @discardableResult
  func ask(_ words: [String]) throws -> String {
    try send(Self.command(words))
    return try answers().joined()
  }
}
