import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

@Suite(
  "A disk that fails", .enabled(if: Preload.isAvailable, Preload.requirement))
struct DiskStories {
  /// A call that fails, and whether it is one that a write needs.
  struct Failure: Sendable, CustomTestStringConvertible {
    let call: String
    let file: String
    let error: Int32
    var torn = 0
    var stopsWrites = true
    var isUncertain = false

    var testDescription: String {
      "\(call) of \(file): \(unsafe String(cString: strerror(error)))"
        + (torn > 0 ? " after \(torn) bytes" : "")
    }
  }

  static let failures = [
    Failure(call: "pwrite", file: "-wal", error: EIO, isUncertain: true),
    Failure(call: "pwrite", file: "-wal", error: EIO, torn: 100, isUncertain: true),
    Failure(call: "pwrite", file: "-wal", error: ENOSPC, torn: 50),
    Failure(call: "pwrite", file: "-wal", error: EDQUOT, isUncertain: true),
    Failure(call: "fdatasync", file: "-wal", error: EIO, isUncertain: true),
    Failure(call: "pread", file: "-wal", error: EIO, stopsWrites: false),
    Failure(call: "pread", file: ".sqlite", error: EIO, stopsWrites: false),
    Failure(call: "pwrite", file: ".sqlite", error: EIO, stopsWrites: false),
    Failure(call: "fdatasync", file: ".sqlite", error: EIO, stopsWrites: false),
  ]

  @Test(
    "what cannot be written is never acknowledged, and writing goes on when the fault is gone",
    arguments: failures)
  func failing(_ failure: Failure) async throws {
    // Ann leads, Ben follows. Their disk begins to fail. Ann writes, Ben queues, both read, and Ann
    // copies the log back: what cannot be done is refused in SQLite's words. The disk is mended: who
    // was left in doubt asks again, everybody writes, and all that was acknowledged is there, once.
    try await TabGroup.tell { group in
      let faults = Faults(in: group)
      var tabs: [TabProcess] = []
      for _ in 1...2 {
        // A lease so long that the leader does not give up meanwhile.
        let tab = try group.start(["--lease", "60"], environment: faults.environment)
        try await tab.event("ready")
        if tabs.isEmpty {
          try await tab.leads()
          try await tab.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        }
        tabs.append(tab)
      }
      let (ann, ben) = (tabs[0], tabs[1])
      let ledger = Ledger()
      ledger.queue(ben, ["before"])
      _ = try await ben.answer(to: ledger.entries[0].id)
      try faults.begin(failure.call, on: failure.file, error: failure.error, torn: failure.torn)
      let written = try await ann.ask("write", ["sql": "INSERT INTO note (text) VALUES ('own')"])
      let queued = try await ben.answer(to: ben.queue("in doubt", key: "in doubt", timeout: 20))
      for tab in tabs { _ = try await tab.ask("read", ["sql": "SELECT count(*) FROM note"]) }
      _ = try await ann.ask("checkpoint")
      #expect(faults.count > 0, "nothing has failed")
      if failure.stopsWrites {
        #expect(written.errorCode == "IO_ERROR", "\(written)")
        let code = failure.isUncertain ? "TIMED_OUT_UNKNOWN" : "IO_ERROR"
        #expect(queued.errorCode == code, "\(queued)")
      }
      #expect(try await ann.get("info")["isLeader"] == .bool(true))
      try faults.end()
      var expected = ["before"]
      if written["ok"] == .bool(true) { expected.append("own") }
      // Carried out now if it was not then; once.
      let again = try await ben.answer(to: ben.queue("in doubt", key: "in doubt"))
      #expect(again["ok"] == .bool(true), "\(again)")
      expected.append("in doubt")
      try await ann.write("INSERT INTO note (text) VALUES ('afterwards')")
      try await ann.get("checkpoint")
      ann.kill()
      _ = await ann.child.ended()
      try await ben.leads()
      // One that was refused in doubt may be there; twice it may not.
      let there = try group.notes().filter { $0 != "own" || expected.contains("own") }
      #expect(there.sorted() == (expected + ["afterwards"]).sorted())
      try group.checkIntegrity()
    }
  }

  @Test("a leader whose own disk fails for a whole lease lets the next in line write")
  func steppingDown() async throws {
    // Only Ann's writes fail: a limit of her process, or a mount of her own. She tries, in vain, and
    // after a lease Ben leads and carries out what waits. Ann's disk is mended, and she leads again
    // when she is asked to.
    try await TabGroup.tell { group in
      let faults = Faults(in: group)
      let ann = try group.start(["--lease", "0.5"], environment: faults.environment)
      try await ann.event("ready")
      try await ann.leads()
      try await ann.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
      let ben = try await group.open("--lease", "0.5")
      try faults.begin("pwrite", on: "-wal", error: ENOSPC)
      let mark = ann.mark
      while ann.events("role").count < 2 {
        let refused = try await ann.ask("write", ["sql": "INSERT INTO note (text) VALUES ('no')"])
        #expect(refused["ok"] == .bool(false))
        if ann.mark - mark > 10_000 { break }
      }
      try await ann.event("role", since: mark) { $0["reason"] == "steppedDown" }
      try await ben.leads()
      try await ben.write("INSERT INTO note (text) VALUES ('by Ben')")
      try faults.end()
      try await ann.get("requestLeadership", ["timeout": .integer(60)])
      try await ann.write("INSERT INTO note (text) VALUES ('by Ann')")
      try group.expectNotes(["by Ben", "by Ann"])
    }
  }

  @Test("signals in every thread, all the time, change nothing")
  func storm() async throws {
    // Two tabs and a few commands whose threads are interrupted some thousand times a second, by a
    // signal whose handler restarts nothing. They write, read, queue, hand over, copy the log back and
    // leave, and nobody notices.
    try await TabGroup.tell { group in
      let storm = ["LD_PRELOAD": Preload.library ?? "", "PENHOLDER_STORM": "200"]
      var tabs: [TabProcess] = []
      for _ in 1...2 {
        let tab = try group.start(["--lease", "5"], environment: storm)
        try await tab.event("ready")
        if tabs.isEmpty {
          try await tab.leads()
          try await tab.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        }
        tabs.append(tab)
      }
      let ledger = Ledger()
      for number in 1...100 {
        ledger.queue(tabs[number % 2], ["note \(number)"])
        _ = try await tabs[1].column("SELECT count(*) FROM note")
      }
      try await tabs[1].get("requestLeadership", ["timeout": .integer(60)])
      try await tabs[1].get("checkpoint")
      try await ledger.settle(asking: tabs[1], in: group)
      #expect(tabs.allSatisfy { $0.events("gap").isEmpty })
      try await tabs[0].get("close")
      #expect(await tabs[0].child.ended() == 0)
      #expect(tabs[0].errors.isEmpty)
    }
  }

  @Test("a clock that is set by hours, either way, changes nothing")
  func clock() async throws {
    // Ann leads, Ben follows. Somebody sets the clock five hours ahead, then ten back, and so on.
    // Nobody is deposed, nobody's time is up before it is, and what waits is not answered sooner.
    try await TabGroup.tell { group in
      let clock = URL(fileURLWithPath: group.folder + "/clock")
      try Data("0\n".utf8).write(to: clock)
      let world = ["LD_PRELOAD": Preload.library ?? "", "PENHOLDER_CLOCK": clock.path]
      var tabs: [TabProcess] = []
      for _ in 1...2 {
        let tab = try group.start(["--lease", "60"], environment: world)
        try await tab.event("ready")
        if tabs.isEmpty {
          try await tab.leads()
          try await tab.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        }
        tabs.append(tab)
      }
      let (ann, ben) = (tabs[0], tabs[1])
      let ledger = Ledger()
      let marks = tabs.map(\.mark)
      try await ann.stop()
      ledger.queue(ben, ["waits"])
      for hours in [5, -5, 48, -48] {
        try Data("\(hours * 3_600)\n".utf8).write(to: clock)
        // The clock was really set, and the lease did not notice.
        let seen = try await ben.column("SELECT unixepoch('now')").first?.integer ?? 0
        let really = Int64(Date.now.timeIntervalSince1970) + Int64(hours * 3_600)
        #expect(abs(seen - really) < 600)
        #expect(ben.answered(ledger.entries[0].id) == nil)
        let lease = try await ben.get("info")["leaseRemaining"]
        if case .number(let text)? = lease {
          let left = Double(text) ?? -1
          #expect(left >= 0 && left <= 60)
        }
      }
      ann.resume()
      for number in 1...20 { ledger.queue(tabs[number % 2], ["note \(number)"]) }
      try await ledger.settle(asking: ann, in: group)
      for (tab, mark) in zip(tabs, marks) {
        let news = tab.lines[mark...].filter { $0["event"] == "role" || $0["event"] == "gap" }
        #expect(news.isEmpty, "\(news)")
      }
      #expect(try await ann.get("info")["isLeader"] == .bool(true))
    }
  }
}
