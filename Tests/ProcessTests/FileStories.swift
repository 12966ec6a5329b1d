import Foundation
import TestSupport
import Testing

@testable import penholder_tool

@Suite("The coordination file, damaged under living tabs")
struct FileStories {
  /// What somebody may do to it.
  enum Damage: String, CaseIterable, Sendable {
    case deleted, filledWithNoise, filledWithZeros, replacedByNoise

    func strike(_ path: String) throws {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      switch self {
      case .deleted:
        try FileManager.default.removeItem(atPath: path)
      case .filledWithNoise:
        try Self.overwrite(path, with: Self.noise(size))
      case .filledWithZeros:
        try Self.overwrite(path, with: Data(count: size))
      case .replacedByNoise:
        // Under another name first: a new file in its place, not new bytes in the old one.
        try Self.noise(size).write(to: URL(fileURLWithPath: path), options: .atomic)
      }
    }

    private static func overwrite(_ path: String, with data: Data) throws {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.write(contentsOf: data)
      try file.close()
    }

    private static func noise(_ size: Int) -> Data {
      let seed = UInt64.random(in: 0...UInt64.max)
      print("noise of seed \(seed)")
      var random = Seeded(seed: seed)
      return Data((0..<size).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
  }

  @Test(
    "everybody is told of a gap, terms keep growing, and writes stay fenced",
    arguments: Damage.allCases)
  func damaged(_ damage: Damage) async throws {
    // Ann leads, Ben and Cem follow. Somebody damages the file beside the database. Each of them is
    // told that something may have been missed. Dan joins. One of them leads, in a term as high as
    // any before; it writes, all others are refused, and all that was acknowledged is there.
    try await TabGroup.tell { group in
      var tabs = try await group.open(3, lease: 0.4)
      // Ann, unless the machine was too busy for so short a lease.
      let (first, _) = try await Self.write("before", among: tabs)
      for tab in tabs where tab.pid != first.pid { try await tab.event("dataChanged") }
      let marks = tabs.map(\.mark)
      try damage.strike(group.coordinationFile)
      // A write in the midst of it is done or refused; it says which.
      let risky = try await tabs[0].ask("write", ["sql": "INSERT INTO note (text) VALUES ('amid')"])
      for (tab, mark) in zip(tabs, marks) { try await tab.event("gap", since: mark) }
      tabs.append(try await group.open("--lease", "0.4"))
      let expected = risky["ok"] == .bool(true) ? 2 : 1
      let (leader, term) = try await Self.write("after", among: tabs)
      for tab in tabs where tab.pid != leader.pid {
        let refused = try await tab.ask("write", ["sql": "DELETE FROM note WHERE id < 0"])
        // On a machine too busy for so short a lease it may lead itself by now.
        #expect(
          ["WRITE_PERMISSION_DENIED", "LEADERSHIP_LOST"].contains(refused.errorCode)
            || tab.terms.contains { $0 > term }, "\(refused)")
      }
      #expect(term >= 1)
      let terms = tabs.flatMap(\.terms)
      #expect(Set(terms).count == terms.count)
      let count = try await tabs[3].column("SELECT count(*) FROM note").first?.integer
      #expect(count == Int64(expected + 1))
      try group.checkIntegrity()
    }
  }

  /// Writes in whichever tab leads, once things have calmed down.
  private static func write(
    _ text: String, among tabs: [TabProcess]
  ) async throws -> (TabProcess, Int64) {
    let end = Date.now + TabProcess.limit
    while Date.now < end {
      for tab in tabs {
        let answer = try await tab.ask(
          "write",
          ["sql": "INSERT INTO note (text) VALUES (?)", "arguments": .array([.string(text)])])
        if let term = answer["term"]?.integer { return (tab, term) }
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw TabProcess.Missing(description: "a leader that writes")
  }
}
