import CommandLineKit
import Foundation
import Synchronization
import TestSupport
import Testing

/// The examples do what they say.
@Suite("The examples")
struct ExampleStories {
  /// What a program has printed, line by line, as it comes.
  private static func start(
    _ program: String, _ arguments: [String]
  ) throws -> (child: ChildProcess, lines: AsyncStream<String>) {
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    let rest = Mutex<[UInt8]>([])
    let child = try ChildProcess(program, arguments) { descriptor, bytes in
      if descriptor != 1 { return }
      guard let bytes else { return line.finish() }
      rest.withLock { rest in
        rest += bytes
        while let end = rest.firstIndex(of: 10) {
          line.yield(String(decoding: rest[..<end], as: UTF8.self))
          rest.removeSubrange(...end)
        }
      }
    }
    return (child, lines)
  }

  @Test("a follower prints each change of the tables that it was given, and ends cleanly")
  func follow() async throws {
    // A tab leads. Shell commands have it write to two tables; the follower hears of the one that it
    // follows, and of no other. Then it is ended.
    try await TabGroup.tell { group in
      let leader = try await group.open(1)[0]
      try await leader.write("CREATE TABLE other (text)")
      let (child, lines) = try Self.start(
        Program.built("example-follow"), [group.database, "note"])
      var line = lines.makeAsyncIterator()
      #expect(await line.next() == "following \(group.database)")
      for sql in [
        "INSERT INTO other VALUES (1)", "INSERT INTO note VALUES (7, 'a'), (9, 'b')",
        "DELETE FROM note WHERE id = 7",
      ] {
        #expect(try await group.run("exec", group.database, sql).exit == 0)
      }
      #expect(await line.next()?.hasSuffix(": note 7, 9") == true)
      #expect(await line.next()?.hasSuffix(": note 7") == true)
      child.signal(SIGTERM)
      #expect(await line.next() == nil)
      #expect(await child.ended() == 0)
      let status = try await group.run("status", group.database, "--json")
      guard case .array(let tabs)? = try JSON(parsing: status.output)["tabs"] else {
        throw TabProcess.Missing(description: "tabs")
      }
      #expect(tabs.count == 1)
    }
  }

  @Test(
    "workers carry out each job once, try a failing one again, and give it up after three times")
  func jobs() async throws {
    // Twelve jobs that note their number, one that fails the first time, one that always does. Three
    // workers take them until none is left.
    try await TabGroup.tell { group in
      let jobs = Program.built("example-jobs")
      let notes = (1...12).map { "echo \($0) >> '\(group.folder)/done'" }
      let flag = group.folder + "/flag"
      let second = "test -e '\(flag)' || { touch '\(flag)'; exit 1; }"
      let added = try await Program.run(
        jobs, [group.database, "add"] + notes + [second, "exit 3"])
      #expect(added.exit == 0 && added.output.hasSuffix("job 14: exit 3\n"), "\(added)")
      let workers = try await withThrowingTaskGroup(of: Program.Result.self) { tasks in
        for name in ["ann", "ben", "cat"] {
          tasks.addTask { try await Program.run(jobs, [group.database, "drain", name]) }
        }
        return try await tasks.reduce(into: []) { $0.append($1) }
      }
      #expect(workers.allSatisfy { $0.exit == 0 && $0.errors == "" }, "\(workers)")
      let done = try String(contentsOfFile: group.folder + "/done", encoding: .utf8)
      #expect(done.split(separator: "\n").compactMap { Int($0) }.sorted() == Array(1...12))
      let said = workers.flatMap { $0.output.split(separator: "\n") }
      #expect(said.count { $0.hasSuffix("runs job 13, attempt 2") } == 1)
      #expect(said.contains("job 13: done"))
      #expect(said.count { $0 == "job 14: waiting" } == 2 && said.contains("job 14: failed"))
      #expect(said.count { $0.contains(" runs ") } == 12 + 2 + 3)
    }
  }

  @Test("the job of a worker that died is taken over when its claim has run out")
  func takenOver() async throws {
    // The job kills the worker that runs it for the first time. Ben is told of nothing then, and takes
    // the job over all the same.
    try await TabGroup.tell { group in
      let jobs = Program.built("example-jobs")
      let flag = group.folder + "/flag"
      let deadly = "test -e '\(flag)' || { touch '\(flag)'; kill -9 $PPID; }"
      #expect(try await Program.run(jobs, [group.database, "add", deadly]).exit == 0)
      let ann = try await Program.run(jobs, [group.database, "drain", "ann", "1"])
      #expect(ann.exit == 128 + SIGKILL && ann.output == "ann runs job 1, attempt 1\n", "\(ann)")
      let ben = try await Program.run(jobs, [group.database, "drain", "ben", "1"])
      #expect(ben.output == "ben runs job 1, attempt 2\njob 1: done\n", "\(ben)")
    }
  }

  @Test("the app that was migrated goes on with the old file, in several processes, and back")
  func players() async throws {
    // The app makes its file with GRDB alone. Migrated, four of it run at once on the same file; then
    // the old one opens it again.
    try await TabGroup.tell { group in
      let players = Program.built("example-players")
      let old = try await Program.run(
        players, ["before", group.database, "Ana", "1", "Bo", "1", "Bo", "1", "Cid", "0"])
      #expect(old.output == "2\tBo\n1\tAna\n", "\(old)")
      let results = try await withThrowingTaskGroup(of: Program.Result.self) { tasks in
        for name in ["Ana", "Ana", "Bo", "Dan"] {
          tasks.addTask {
            try await Program.run(players, ["after", group.database, name, "5", name, "5"])
          }
        }
        return try await tasks.reduce(into: []) { $0.append($1) }
      }
      #expect(results.allSatisfy { $0.exit == 0 && $0.errors == "" }, "\(results)")
      let back = try await Program.run(players, ["before", group.database])
      #expect(back.output == "21\tAna\n12\tBo\n10\tDan\n", "\(back)")
      // A database that the migrated app has made suits the old one, too.
      let new = group.folder + "/new.sqlite"
      for side in ["after", "before"] {
        let run = try await Program.run(players, [side, new, "Eva", "1"])
        #expect(run.exit == 0 && run.output.hasSuffix("\tEva\n"), "\(run)")
      }
      try group.checkIntegrity()
    }
  }

  /// Whether the machine has what the example in Python needs.
  private static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  @Test(
    "a tab in Python writes, hears of its commits, and reads",
    .enabled(if: hasPython, "There is no /usr/bin/python3 on this machine."))
  func python() async throws {
    try await TabGroup.tell { group in
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/Examples/tab.py").path
      let environment = ["PENHOLDER": TabGroup.program]
      let alone = try await Program.run(
        "python3", [script, group.database, "Tee für zwei", "Milk"], environment: environment)
      #expect(
        alone.output == """
          saved as note 1
          saved as note 2
          heard of note 1
          heard of note 2
          1: Tee für zwei
          2: Milk

          """, "\(alone)")
      // Beside another one that leads; and a folder that does not exist.
      _ = try await group.open()
      let second = try await Program.run(
        "python3", [script, group.database, "Bread"], environment: environment)
      #expect(second.output.hasSuffix("heard of note 3\n1: Tee für zwei\n2: Milk\n3: Bread\n"))
      let nowhere = try await Program.run(
        "python3", [script, group.folder + "/no/x.sqlite"], environment: environment)
      #expect(nowhere.exit == 1 && nowhere.errors.contains("IO_ERROR"), "\(nowhere)")
      let lost = try await Program.run(
        "python3", [script, group.database], environment: ["PENHOLDER": group.folder + "/none"])
      #expect(lost.exit == 1 && lost.errors.hasPrefix("There is no program "), "\(lost)")
    }
  }
}
