import Foundation

/// Redis, in its own protocol over its own socket: no client library's time is counted.
struct RedisPubSub: Notifier {
  var name: String { "Redis pub/sub" }
  var program: String { "redis-server" }
  var package: String { "Debian: redis-server" }
  var canTellNobody: Bool { true }

  private static func socket(_ base: String) -> String { base + "/redis" }
  private static let channel = "news"

  func serve(in folder: String, programs: Programs) throws -> Child? {
    let server = try Child(
      [
        programs.find(program) ?? program, "--port", "0", "--unixsocket", Self.socket(folder),
        "--save", "", "--appendonly", "no", "--dir", folder, "--daemonize", "no",
      ], errors: folder + "/redis.log")
    try server.wait { (try? LocalSocket.connect(Self.socket(folder))).map { close($0) } != nil }
    return server
  }

  /// Turns have channels of their own.
  private static func channel(_ post: Post) -> String {
    channel + post.folder.filter { $0.isASCII && $0 != " " }
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Publishing(
      stream: ByteStream(try LocalSocket.connect(Self.socket(post.base))),
      channel: Self.channel(post))
  }

  func listener(_ post: Post) throws -> any Listener {
    let stream = ByteStream(try LocalSocket.connect(Self.socket(post.base)))
    let channel = Self.channel(post)
    try stream.write(Self.command(["SUBSCRIBE", channel]))
    // Three parts: the word, the channel, how many.
    _ = try stream.readLines(6)
    return Subscribed(stream: stream)
  }

  private static func command(_ words: [String]) -> String {
    "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
  }

  private struct Publishing: Speaker {
    let stream: ByteStream
    let channel: String

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      try stream.write(RedisPubSub.command(["PUBLISH", channel, "\(index)"]))
      // How many have got it.
      let answer = try stream.readLines(1)
      guard answer[0].hasPrefix(":") else { throw BenchError("Redis said \(answer[0])") }
    }
  }

  private struct Subscribed: Listener {
    let stream: ByteStream

    func listen(_ ear: Ear) throws {
      while true {
        // *3, and three strings, each with its length before it.
        let message = try stream.readLines(7)
        guard let index = UInt64(message[6]) else { throw BenchError("Redis said \(message)") }
        ear.hears(index)
      }
    }
  }
}
