import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

@Suite("What a tab is sent")
struct InputStories {
  @Test("garbage is answered with BAD_REQUEST, and nothing else happens")
  func garbage() async throws {
    // A confused program sends anything but requests. Each line gets one answer without identity,
    // and the tab goes on as if nothing had happened.
    try await TabGroup.tell { group in
      let tabs = try await group.open(1)
      let tab = tabs[0]
      let mark = tab.mark
      let lines: [[UInt8]] = [
        [], Array("garbage".utf8), Array("[]".utf8), Array("7".utf8), Array("{".utf8),
        Array("{}".utf8), Array(#"{"op": "close"}"#.utf8),
        Array(#"{"id": [1], "op": "close"}"#.utf8),
        Array(#"{"id": 1, "op": "close"} x"#.utf8), Array(#"{"id": 01, "op": "close"}"#.utf8),
        [0xFF, 0xFE, 0x00], Array(#"{"id": 1, "op": "\uD800"}"#.utf8),
        [UInt8](repeating: UInt8(ascii: "["), count: 100_000),
        Array(#"{"id": -, "op": "close"}"#.utf8), [0xEF, 0xBB, 0xBF],
      ]
      for line in lines { tab.child.send(line + [UInt8(ascii: "\n")]) }
      // Answers may overtake each other; the last request's identity says that all were read.
      try await tab.get("info")
      try await tab.info("all answers") { _ in tab.mark - mark >= lines.count + 1 }
      let answers = tab.lines[mark...].filter { $0.errorCode != nil }
      #expect(answers.count == lines.count)
      #expect(answers.allSatisfy { $0.errorCode == "BAD_REQUEST" && $0["id"] == .null })
    }
  }

  @Test("requests that make no sense are answered with their identity")
  func nonsense() async throws {
    // Well-formed requests for what cannot be, with identities of every kind, some of them twice.
    try await TabGroup.tell { group in
      let tab = try await group.open(1)[0]
      let requests: [(id: String, rest: String)] = [
        ("-1.5", #""op": "nope""#), ("123456789012345678901234567890", #""op": "queueWrite""#),
        (#""a""#, #""op": "read""#), (#""b""#, #""op": "read", "sql": 7"#),
        (#""c""#, #""op": "read", "sql": "SELECT ?", "arguments": [[]]"#),
        (#""d""#, #""op": "read", "sql": "SELECT ?", "arguments": [{"base64": "*"}]"#),
        (#""e""#, #""op": "waitForLeadership", "timeout": -1"#),
        (#""f""#, #""op": "requestLeadership", "timeout": 1e300"#),
        (#""g""#, #""op": "write", "statements": []"#),
        (#""h""#, #""op": "write", "sql": "COMMIT""#),
        (#""i""#, #""op": "read", "sql": "DELETE FROM note""#),
        (#""j""#, #""op": "allowNonLeaderWrites""#), (#""k""#, #""op": "resign", "to": "x""#),
        (#""m""#, #""op": "execute", "sql": """#),
        (#""l""#, #""op": "read", "sql": "SELECT ?", "arguments": ["a\u0000b"]"#),
      ]
      for request in requests { tab.sendLine("{\"id\": \(request.id), \(request.rest)}") }
      for request in requests {
        let id = try JSON(parsing: request.id)
        let answer = try await tab.line("the answer to \(request.id)") { $0["id"] == id }
        #expect(answer.errorCode == "BAD_REQUEST", "\(request): \(answer)")
      }
      let wrong = try await tab.ask("read", ["sql": "SELECT nothing FROM nowhere"])
      #expect(wrong.errorCode == "SQL_ERROR")
    }
  }

  @Test("a line that is too long is refused, and the next one is read")
  func tooLong() async throws {
    // Seventeen mebibytes without a line break.
    try await TabGroup.tell { group in
      let tab = try await group.open(1)[0]
      tab.child.send([UInt8](repeating: UInt8(ascii: "x"), count: 17 << 20) + [UInt8(ascii: "\n")])
      let answer = try await tab.line("the refusal") { $0.errorCode == "REQUEST_TOO_LARGE" }
      #expect(answer["id"] == .null)
      try await tab.get("info")
    }
  }

  @Test("every kind of value comes back as it was sent")
  func values() async throws {
    // Null, numbers at their limits, text with everything in it, and a blob, there and back.
    try await TabGroup.tell { group in
      let tab = try await group.open(1)[0]
      let values: [JSON] = [
        .null, .integer(.max), .integer(.min), .number("0.1"), .number("1e+300"),
        "quote \" backslash \\ newline \n tab \t bell \u{7} é 𝄞 \u{2028}", "",
        ["base64": "AP8="], ["base64": ""],
      ]
      let columns = values.indices.map { "? AS c\($0)" }.joined(separator: ", ")
      let answer = try await tab.get(
        "read", ["sql": .string("SELECT \(columns)"), "arguments": .array(values)])
      let members = values.enumerated().map { JSON.Member(key: "c\($0)", value: $1) }
      #expect(answer["rows"] == .array([.object(members)]))
    }
  }

  @Test("a request that waits holds up no later one, and writes keep their order")
  func sideBySide() async throws {
    // Ben waits for leadership and lines up two writes. Meanwhile he reads. Ann leaves; his writes
    // are done in the order in which they came.
    try await TabGroup.tell { group in
      let ann = try await group.open(1)[0]
      let ben = try await group.open("--policy", "wait")
      let wait = ben.send("waitForLeadership")
      let sql: JSON = "INSERT INTO note (text) VALUES (?)"
      let first = ben.send("write", ["sql": sql, "arguments": .array(["first"])])
      let second = ben.send("execute", ["sql": sql, "arguments": .array(["second"])])
      try await ben.get("execute", ["sql": "SELECT * FROM note"])
      #expect(ben.lines.allSatisfy { $0["id"] != .integer(wait) && $0["id"] != .integer(first) })
      try await ann.get("close")
      #expect(try await ben.answer(to: wait)["term"] == .integer(2))
      _ = try await ben.answer(to: second)
      #expect(try await ben.column("SELECT text FROM note ORDER BY id") == ["first", "second"])
    }
  }
}
