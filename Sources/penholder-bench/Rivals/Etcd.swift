import Foundation
import Glibc

/// An etcd of the run's own, with its data in its folder; gone with it.
final class EtcdServer {
  let port: UInt16
  let child: Child

  init(in folder: String, programs: Programs) throws {
    guard let program = programs.find("etcd") else { throw BenchError("etcd is not here.") }
    port = try StreamSocket.freePort()
    let own = "http://127.0.0.1:\(port)"
    let peers = "http://127.0.0.1:\(try StreamSocket.freePort())"
    child = try Child(
      [
        program, "--name", "bench", "--data-dir", folder + "/etcd", "--listen-client-urls", own,
        "--advertise-client-urls", own, "--listen-peer-urls", peers,
        "--initial-advertise-peer-urls", peers, "--initial-cluster", "bench=\(peers)",
        "--log-level", "error",
      ], quiet: true)
    let client = EtcdClient(port: port)
    try child.waitUntilItAnswers { try client.put("ready", "yes") }
  }
}

/// Speaks with etcd's gateway: JSON over HTTP, a connection for each question. Any thread.
struct EtcdClient: Sendable {
  let port: UInt16

  func grantLease(seconds: Int) throws -> String {
    let answer = try ask("lease/grant", ["TTL": "\(seconds)"])
    guard let lease = answer["ID"] as? String else { throw BenchError("etcd grants no lease.") }
    return lease
  }

  func keepAlive(_ lease: String) throws { _ = try ask("lease/keepalive", ["ID": lease]) }

  /// Returns once it is held.
  func lock(_ name: String, lease: String) throws {
    _ = try ask("lock/lock", ["name": Self.base64(name), "lease": lease])
  }

  func put(_ key: String, _ value: String) throws {
    _ = try ask("kv/put", ["key": Self.base64(key), "value": Self.base64(value)])
  }

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private func ask(_ path: String, _ body: [String: String]) throws -> [String: Any] {
    let json = try JSONSerialization.data(withJSONObject: body)
    let socket = try StreamSocket.local(port: port)
    let head = """
      POST /v3/\(path) HTTP/1.1\r
      Host: localhost\r
      Connection: close\r
      Content-Length: \(json.count)\r
      \r

      """
    try socket.write(Array(head.utf8) + Array(json))
    var answer: [UInt8] = []
    while true {
      let piece = try socket.read()
      if piece.isEmpty { break }
      answer += piece
    }
    // Whatever way the body comes, it is one object.
    guard answer.starts(with: Array("HTTP/1.1 200".utf8)),
      let start = answer.firstIndex(of: UInt8(ascii: "{")),
      let end = answer.lastIndex(of: UInt8(ascii: "}")),
      let object = try JSONSerialization.jsonObject(with: Data(answer[start...end]))
        as? [String: Any]
    else { throw BenchError("etcd does not do \(path).") }
    return object
  }
}
