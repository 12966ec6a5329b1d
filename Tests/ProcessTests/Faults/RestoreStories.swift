import CommandLineKit
import Foundation
import GRDB
import PenholderCore
import SharedMemory
import TestSupport
import Testing

@testable import penholder_tool

@Suite("An older state of the database, put back under living tabs")
struct RestoreStories {
  /// What is put back, and what else happens.
  enum Story: String, CaseIterable, Sendable {
    /// A state from the term that is still on.
    case sameTerm
    /// One from a term that is long over.
    case earlierTerm
    /// One that has never been written to by a tab.
    case foreignState
    /// One from an earlier term, and the leader dies.
    case leaderDies
  }

  @Test(
    "terms and commits go on where they were, and everybody is told of all that comes after",
    arguments: Story.allCases)
  func putBack(_ story: Story) async throws {
    // Ann leads, Ben and Cem follow, and somebody makes a backup. Cem leads and writes. The backup is put
    // back, with SQLite's own means, as the page for trouble says. Whoever leads now has a term that
    // nobody had, its commits have numbers that no commit had, and everybody is told of each.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3)
      try await tabs[0].write("INSERT INTO note (text) VALUES ('old')")
      let backup = try DatabaseQueue(path: group.folder + "/backup.sqlite")
      if story == .foreignState {
        try await backup.write { db in
          try db.execute(
            sql: """
              CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);
              INSERT INTO note (text) VALUES ('old')
              """)
        }
      } else {
        try group.copy(to: backup)
      }
      let leader = story == .sameTerm ? tabs[0] : tabs[2]
      if story != .sameTerm {
        try await tabs[1].get("requestLeadership", ["timeout": .integer(60)])
        try await tabs[2].get("requestLeadership", ["timeout": .integer(60)])
      }
      var last: JSON = .null
      for _ in 1...10 {
        last = try await leader.write("INSERT INTO note (text) VALUES ('lost')")["commit"] ?? .null
      }
      let newest = last
      for tab in tabs { try await tab.event("dataChanged") { $0["commit"] == newest } }
      // Each remembers which terms there have been when it keeps house.
      try await group.everybodyKeepsHouse()
      let marks = tabs.map(\.mark)
      if story == .leaderDies { try await leader.stop() }
      try group.restore(from: backup)
      if story == .leaderDies { leader.kill() }
      let living = tabs.filter { $0.pid != leader.pid || story != .leaderDies }
      var commits: [Int64] = []
      for number in 1...6 {
        // Refused where a leader has just found out that its term is over.
        let tab = living[number % living.count]
        let answer = try await tab.answer(to: tab.queue("new \(number)", key: "new \(number)"))
        commits.append(try #require(answer["commit"]?.integer, "\(answer)"))
      }
      #expect(commits == commits.sorted() && commits[0] > newest.integer ?? .max, "\(commits)")
      let texts = ["old"] + (1...6).map { "new \($0)" }
      for (tab, mark) in zip(tabs, marks) where living.contains(where: { $0.pid == tab.pid }) {
        #expect(try await tab.column("SELECT text FROM note ORDER BY id") == texts.map(JSON.string))
        for commit in commits {
          try await tab.line("the announcement of \(commit)", since: mark) {
            ["dataChanged", "schemaChanged"].contains($0["event"])
              && $0["commit"] == .integer(commit)
          }
        }
        // A tab that led or died meanwhile may have said so itself.
        try await tab.line("that everything has changed", since: mark) {
          $0["event"] == "gap" || $0["event"] == "schemaChanged" && $0["tab"] == .integer(0)
        }
      }
      let terms = tabs.flatMap(\.terms)
      #expect(Set(terms).count == terms.count, "\(terms)")
      // A newcomer finds nothing to wonder at.
      let dan = try await group.open()
      try await dan.answer(to: dan.queue("by Dan")).succeeded()
      try group.expectNotes(texts + ["by Dan"])
    }
  }
}

extension TabGroup {
  /// Waits until each tab has kept house from beginning to end. A tab then writes its slot's state: a
  /// mark there that means nothing is gone afterwards. The first time it may have been in the midst of
  /// it.
  fileprivate func everybodyKeepsHouse() async throws {
    let file = try MappedFile.open(coordinationFile, size: Layout.fileSize, writable: true)
    let words = SharedWords(in: file, at: 0, count: Layout.totalWords)
    let mark: UInt64 = 1 << 63
    let states = (1...Layout.maximumTabs).map { Layout.slot($0) + Layout.Slot.state }
      .filter { words.load($0) != 0 }
    for _ in 1...2 {
      for state in states { words.store(words.load(state) | mark, at: state) }
      var patience = Patience()
      while states.contains(where: { words.load($0) & mark != 0 }) {
        try #require(try await patience.lasts(), "a tab does not keep house")
      }
    }
  }

  fileprivate func copy(to other: DatabaseQueue) throws {
    let queue = try DatabaseQueue(path: database)
    try queue.backup(to: other)
    try queue.close()
  }

  fileprivate func restore(from other: DatabaseQueue) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: database, configuration: configuration)
    try other.backup(to: queue)
    try queue.close()
  }
}

extension JSON {
  fileprivate func succeeded() { #expect(self["ok"] == .bool(true), "\(self)") }
}
