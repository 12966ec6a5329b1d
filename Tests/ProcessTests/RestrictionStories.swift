import CommandLineKit
import Foundation
import GRDB
import Testing

@testable import penholder_tool

@Suite(
  "A database that may only be read", .enabled(if: Stranger.isAvailable, Stranger.requirement))
struct RestrictionStories {
  private static func mode(_ mode: Int, _ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  /// What lies in the folder.
  private static func files(_ group: TabGroup) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: group.folder).sorted()
  }

  @Test("a stranger reads beside the leader, is told of commits, and can write in no way")
  func listener() async throws {
    // Ann leads. Sue, who may read her files, opens the database. She sees what Ann writes, as Ann
    // writes it; whatever Sue tries, she may not write. Ann does not see her.
    try await TabGroup.tell { group in
      let ann = try await group.open(1)[0]
      try await ann.write("INSERT INTO note (text) VALUES ('one')")
      let sue = try await group.openAsStranger()
      let ready = sue.events("ready")[0]
      #expect(ready["role"] == "observer" && ready["tab"] == .integer(0))
      #expect(ready["restriction"]?["cause"] == "file")
      #expect(ready["restriction"]?["notices"] == "listener")
      #expect(try await sue.column("SELECT text FROM note") == ["one"])
      let info = try await sue.get("info")
      #expect(info["leader"] == ["pid": JSON(ann.pid), "tab": .integer(1)])
      for number in 2...20 {
        let commit = try await ann.write("INSERT INTO note (text) VALUES ('x')")["commit"]
        let event = try await sue.event("dataChanged") { $0["commit"] == commit }
        #expect(event["tab"] == .integer(1) && event["tables"] == .array(["note"]))
        let count = try await sue.column("SELECT count(*) FROM note").first?.integer
        #expect(count == Int64(number))
      }
      #expect(sue.events("gap").isEmpty)
      try await sue.get("allowNonLeaderWrites", ["allow": .bool(true)])
      for op in ["write", "execute", "queueWrite"] {
        let refused = try await sue.ask(op, ["sql": "DELETE FROM note"])
        #expect(refused.errorCode == "READ_ONLY")
      }
      for op in ["requestLeadership", "waitForLeadership", "checkpoint"] {
        #expect(try await sue.ask(op).errorCode == "READ_ONLY")
      }
      guard case .array(let tabs)? = try await ann.get("info")["tabs"] else {
        throw TabProcess.Missing(description: "tabs")
      }
      #expect(tabs.count == 1)
      ann.kill()
      try await sue.event("leaderChanged") { $0["leader"] == .null }
      #expect(try await sue.get("info")["leader"] == .null)
      #expect(try await sue.column("SELECT count(*) FROM note") == [.integer(20)])
    }
  }

  @Test("one that nobody has open is read as it is, without a trace, and its changes are noticed")
  func frozen() async throws {
    // Ann writes and leaves. Sue opens what is left: there is no log, and she can make none. Then
    // Ann comes back and writes: Sue is told, and from then on hears every commit. A second visitor
    // comes when all is quiet again.
    try await TabGroup.tell { group in
      let first = try await group.open(1)[0]
      try await first.write("INSERT INTO note (text) VALUES ('one')")
      try await first.get("close")
      _ = await first.child.ended()
      // Anybody may make files here: a log of Sue's would lock Ann out.
      try Self.mode(0o777, group.folder)
      try FileManager.default.removeItem(atPath: group.coordinationFile)
      let before = try Self.files(group)
      let sue = try await group.openAsStranger()
      #expect(sue.events("ready")[0]["restriction"]?["notices"] == "looking")
      #expect(try await sue.column("SELECT text FROM note") == ["one"])
      #expect(try Self.files(group) == before)
      let mark = sue.mark
      let ann = try await group.open()
      try await ann.leads()
      try await ann.write("INSERT INTO note (text) VALUES ('two')")
      try await sue.event("gap", since: mark)
      #expect(try await sue.column("SELECT text FROM note ORDER BY id") == ["one", "two"])
      try await sue.info("hearing") { $0["restriction"]?["notices"] == "listener" }
      let commit = try await ann.write("INSERT INTO note (text) VALUES ('three')")["commit"]
      try await sue.event("dataChanged") { $0["commit"] == commit }
      #expect(try await sue.column("SELECT count(*) FROM note") == [.integer(3)])
      try group.checkIntegrity()
    }
  }

  @Test("a foreign program's commits to one that was read as it is are seen by the next read")
  func frozenAndForeign() async throws {
    // A shell writes, again and again, opening and closing each time; Sue, who has the database open
    // as it was, never reads anything but what was committed last.
    try await TabGroup.tell { group in
      try group.foreign { db in
        try db.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE note (number INTEGER)")
      }
      let sue = try await group.openAsStranger()
      for number in 1...30 {
        try group.foreign {
          try $0.execute(sql: "INSERT INTO note VALUES (?)", arguments: [number])
        }
        let seen = try await sue.column("SELECT max(number) FROM note")
        #expect(seen == [.integer(Int64(number))])
      }
    }
  }

  @Test("who may write to the file but not to its folder reads as a member of the group")
  func member() async throws {
    // Ann's files may be written to by anybody; her folder may not. Sue is seen and may not lead.
    try await TabGroup.tell { group in
      #expect(FileManager.default.createFile(atPath: group.database, contents: Data()))
      try Self.mode(0o666, group.database)
      let ann = try await group.open(1)[0]
      let sue = try await group.openAsStranger()
      let ready = sue.events("ready")[0]
      #expect(ready["restriction"]?["cause"] == "folder" && ready["tab"] == .integer(2))
      #expect(ready["restriction"]?["notices"] == "member")
      let commit = try await ann.write("INSERT INTO note (text) VALUES ('x')")["commit"]
      try await sue.event("dataChanged") { $0["commit"] == commit }
      #expect(try await sue.ask("write", ["sql": "DELETE FROM note"]).errorCode == "READ_ONLY")
      ann.kill()
      _ = await ann.child.ended()
      #expect(try await sue.column("SELECT count(*) FROM note") == [.integer(1)])
      #expect(sue.terms.isEmpty)
    }
  }

  @Test("a log without its index is an error that says so, not an old state of the database")
  func missingIndex() async throws {
    // Ann is killed, and somebody copies her files without the index. What she committed is in the
    // log, which Sue cannot read.
    try await TabGroup.tell { group in
      let ann = try await group.open(1)[0]
      ann.kill()
      _ = await ann.child.ended()
      try FileManager.default.removeItem(atPath: group.database + "-shm")
      let read = try await group.runAsStranger("exec", group.database, "SELECT count(*) FROM note")
      #expect(read.exit == EX_NOPERM && read.output.isEmpty)
      #expect(read.errors.contains("-shm"))
      // Somebody who may write opens it, and it can be read.
      let repaired = try await group.run("exec", group.database, "SELECT count(*) FROM note")
      #expect(repaired.output == "0\n")
      let again = try await group.runAsStranger("exec", group.database, "SELECT count(*) FROM note")
      #expect(again.output == "0\n")
    }
  }

  @Test("on a file system that is mounted for reading only, reads work and writes say why not")
  func readOnlyFileSystem() async throws {
    // A disk is mounted for reading only; not even the administrator may write.
    try await TabGroup.tell { group in
      let made = try await group.run(
        "exec", group.database, "CREATE TABLE note AS SELECT 'one' AS text")
      #expect(made.exit == 0)
      func mounted(_ sql: String) async throws -> TabGroup.Finished {
        let script = """
          mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$2" exec "$3" "$4"
          """
        return try await group.run(
          program: "/usr/bin/unshare",
          [
            "--mount", "sh", "-c", script, "sh", group.folder, TabGroup.program, group.database,
            sql,
          ])
      }
      let read = try await mounted("SELECT text FROM note")
      #expect(read.exit == 0 && read.output == "one\n" && read.errors.isEmpty)
      let write = try await mounted("DELETE FROM note")
      #expect(write.exit == EX_NOPERM && write.errors.contains("cannot be written to"))
    }
  }
}
