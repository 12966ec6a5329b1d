import CommandLineKit
import Foundation
import TestSupport
import Testing

@testable import penholder_tool

@Suite("The other commands")
struct CommandStories {
  @Test("the page on lines of JSON has a row for every op, and for no other")
  func ops() async throws {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/Penholder/Penholder.docc/JSONLines.md"),
      encoding: .utf8)
    let parts = page.components(separatedBy: "\n## ")
    let requests = try #require(parts.first { $0.hasPrefix("Requests") })
    let ops = requests.matches(of: /\n\| `(\w+)` \|/).map { String($0.1) }
    let help = TabCommand.configuration.discussion
    let list = try #require(help.firstMatch(of: /an op: ([^.]+)\./)?.1)
    #expect(Set(list.split(separator: ", ").map(String.init)) == Set(ops))
    try await TabGroup.tell { group in
      let tab = try await group.open()
      // One that asks for nothing else is refused for that, or does it. The last one is the end.
      for op in ops {
        let fields: JSON = op == "waitForLeadership" ? ["timeout": .integer(60)] : [:]
        let answer = try await tab.ask(op, fields)
        let message = answer["error"]?["message"]?.text ?? ""
        #expect(!message.contains("no op of that name"), "\(op)")
      }
      #expect(await tab.child.ended() == 0)
    }
  }

  @Test("status tells of living tabs, and of nobody, and creates nothing")
  func status() async throws {
    // Nobody has opened the database yet: there is none. Two open it, and one is killed. Then both
    // are gone.
    try await TabGroup.tell { group in
      let none = try await group.run("status", group.database)
      #expect(none.exit == EX_NOINPUT && none.output.isEmpty)
      #expect(none.errors.split(separator: "\n").count == 1)
      let there = FileManager.default.fileExists(atPath: group.database)
      #expect(!there)

      let tabs = try await group.open(2)
      let two = try JSON(parsing: try await group.run("status", group.database, "--json").output)
      #expect(two["leader"] == ["pid": JSON(tabs[0].pid), "tab": .integer(1)])
      #expect(two["term"] == .integer(1) && two["nextInLine"] == .integer(2))
      #expect(two["commit"] == .integer(1) && two["takeoverBlocked"] == .null)
      guard case .array(let listed)? = two["tabs"] else {
        throw TabProcess.Missing(description: "")
      }
      #expect(listed.map { $0["role"] } == ["leader", "follower"])
      #expect(listed[0]["metrics"]?["commits"] == .integer(1))
      let metrics = try await group.run("metrics", group.database)
      #expect(try JSON(parsing: metrics.output)["term"] == .integer(1))

      for tab in tabs {
        tab.kill()
        _ = await tab.child.ended()
      }
      let nobody = try await group.run("status", group.database)
      #expect(nobody.exit == 0 && nobody.output.hasPrefix("No tab has"))
      let empty = try JSON(parsing: try await group.run("status", group.database, "--json").output)
      #expect(empty["leader"] == .null && empty["tabs"] == .array([]))
    }
  }

  @Test("exec makes a database, writes to it and reads it, with nobody else there")
  func execAlone() async throws {
    // A shell script makes a table, adds two rows and asks for them.
    try await TabGroup.tell { group in
      let missing = try await group.run("exec", group.database, "SELECT 1")
      #expect(missing.exit == EX_NOINPUT)
      let made = try await group.run("exec", group.database, "CREATE TABLE note (id INTEGER, text)")
      #expect(made.exit == 0 && made.output.isEmpty && made.errors.isEmpty)
      let added = try await group.run(
        "exec", group.database, "INSERT INTO note VALUES (1, ?), (?, 'b')", "--argument", "1.10",
        "--argument", "-2", "--json")
      #expect(try JSON(parsing: added.output)["changes"] == .integer(2))
      let rows = try await group.run("exec", group.database, "SELECT *, typeof(text) FROM note")
      #expect(rows.output == "1\t1.10\ttext\n-2\tb\ttext\n")
      let wrong = try await group.run("exec", group.database, "SELEC")
      #expect(wrong.exit == EX_DATAERR && wrong.errors.split(separator: "\n").count == 1)
      let folder = try await group.run("exec", group.folder + "/no/x.sqlite", "CREATE TABLE a (b)")
      #expect(folder.exit == EX_CANTCREAT)
    }
  }

  @Test("exec beside a leader reads without being noticed, and writes as its policy says")
  func execBeside() async throws {
    // Ann leads, and nothing of this changes that. A write by the default policy is carried out by
    // her; one that may only be the leader's is refused; one that waits gives up; an override writes
    // beside her.
    try await TabGroup.tell { group in
      let ann = try await group.open(1)[0]
      let insert = "INSERT INTO note (text) VALUES ('shell')"
      let read = try await group.run("exec", group.database, "SELECT count(*) FROM note", "--json")
      #expect(try JSON(parsing: read.output)["rows"] == .array([["count(*)": .integer(0)]]))
      #expect(ann.terms == [1])
      let asked = try await group.run("exec", group.database, insert, "--json", "--timeout", "60")
      #expect(try JSON(parsing: asked.output)["term"] == .integer(1))
      let refused = try await group.run("exec", group.database, insert, "--policy", "leader-only")
      #expect(refused.exit == EX_NOPERM && refused.errors.contains("tab 1 (pid \(ann.pid))"))
      let waited = try await group.run(
        "exec", group.database, insert, "--policy", "wait", "--timeout", "0.2")
      #expect(waited.exit == EX_UNAVAILABLE)
      let forced = try await group.run("exec", group.database, insert, "--policy", "override")
      #expect(forced.exit == 0)
      #expect(try await ann.column("SELECT count(*) FROM note") == [.integer(2)])
      #expect(ann.terms == [1])
    }
  }

  @Test("watch prints what happens and ends when it has seen enough")
  func watch() async throws {
    // Somebody watches for two events. Ann writes once she sees that he is there, twice.
    try await TabGroup.tell { group in
      let ann = try await group.open(1)[0]
      async let watched = group.run("watch", group.database, "--json", "--count", "2")
      try await ann.event("tabJoined")
      // A tab is told of everything from its arrival; printing begins a moment later.
      var written = 0
      try await ann.info("the end of the watch") { info in
        _ = ann.send("write", ["sql": "INSERT INTO note (text) VALUES ('x')"])
        written += 1
        guard case .array(let tabs)? = info["tabs"] else { return false }
        return tabs.count == 1
      }
      let seen = try await watched
      let events = try seen.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
      #expect(seen.exit == 0 && events.count == 2)
      #expect(
        events.allSatisfy { $0["event"] == "dataChanged" && $0["tables"] == .array(["note"]) })
      let timed = try await group.run("watch", group.database, "--timeout", "0.1")
      #expect(timed.exit == 0)
      let none = try await group.run("watch", group.database + "x")
      #expect(none.exit == EX_NOINPUT)
    }
  }

  @Test("every command has help with an example, and refuses what it does not know")
  func help() async throws {
    // Somebody new asks for help, then mistypes.
    try await TabGroup.tell { group in
      for command in ["status", "watch", "exec", "metrics", "tab"] {
        let help = try await group.run(command, "--help")
        #expect(help.exit == 0 && help.output.contains("Example:"))
        #expect(HelpText.brokenExamples(in: help.output) == [])
        let wrong = try await group.run(command, group.database, "--no-such-option")
        #expect(wrong.exit == EX_USAGE)
      }
    }
  }
}
