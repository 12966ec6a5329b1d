import Foundation

/// Redis, in its own protocol over its own socket: no client library's time is counted.
struct RedisPubSub: Notifier {
  var name: String { "Redis pub/sub" }
  var program: String { "redis-server" }
  var package: String { "Debian: redis-server" }
  var canTellNobody: Bool { true }

  private static let channel = "news"

  func serve(in folder: String, programs: Programs) throws -> AnyObject? {
    try RedisServer(in: folder, fsync: nil, programs: programs)
  }

  private static func connect(_ post: Post) throws -> RedisClient {
    try RedisClient(RedisServer.socket(post.base))
  }

  /// Turns have channels of their own.
  private static func channel(_ post: Post) -> String {
    channel + post.folder.filter { $0.isASCII && $0 != " " }
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Publishing(client: try Self.connect(post), channel: Self.channel(post))
  }

  func listener(_ post: Post) throws -> any Listener {
    let listener = Subscribed(client: try Self.connect(post))
    try listener.client.send(RedisClient.command(["SUBSCRIBE", Self.channel(post)]))
    // Three parts: the word, the channel, how many.
    try listener.read(6)
    return listener
  }

  private struct Publishing: Speaker {
    let client: RedisClient
    let channel: String

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      // How many have got it.
      let answer = try client.ask(["PUBLISH", channel, "\(index)"])
      guard answer.hasPrefix(":") else { throw BenchError("Redis said \(answer)") }
    }
  }

  private final class Subscribed: Listener {
    let client: RedisClient
    /// What has come and has not been read.
    private var lines: ArraySlice<String> = []

    init(client: RedisClient) { self.client = client }

    /// The next lines.
    @discardableResult
    func read(_ count: Int) throws -> [String] {
      while lines.count < count { lines += try client.answers() }
      defer { lines = lines.dropFirst(count) }
      return Array(lines.prefix(count))
    }

    func listen(_ ear: Ear) throws {
      while true {
        // *3, and three strings, each with its length before it.
        let message = try read(7)
        guard let index = UInt64(message[6]) else { throw BenchError("Redis said \(message)") }
        ear.hears(index)
      }
    }
  }
}
