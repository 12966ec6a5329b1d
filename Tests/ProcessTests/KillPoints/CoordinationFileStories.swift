import Foundation
import SharedMemory
import Testing

@testable import penholder_tool

@Suite("Kill points of the coordination file")
struct CoordinationFileStories {
  @Test(
    "while it is made, or replaced", arguments: [KillPoint.creatingFile, .replacingFile],
    Trap.Action.allCases)
  func making(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ann opens a new database, or one whose coordination file is noise, and is killed, or stopped,
    // before her own file has its name. Ben opens the database and leads all the same. If she goes on,
    // she and Ben end up in one group, with one leader, whose queue works for both.
    try await TabGroup.tell { group in
      let trap = Trap(point, action, in: group)
      try group.foreign { db in
        try db.execute(sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
      }
      if point == .replacingFile {
        let noise = Data((0..<4096).map { _ in UInt8.random(in: 0...255) })
        try noise.write(to: URL(fileURLWithPath: group.coordinationFile))
      }
      try trap.arm()
      let ann = try group.start(environment: trap.environment)
      try await trap.springs(on: ann, in: group)
      let ben = try await group.open()
      let ledger = Ledger()
      ledger.queue(ben, (1...8).map { "by Ben \($0)" })
      for entry in ledger.entries { _ = try await ben.answer(to: entry.id) }
      if action == .stop {
        ann.resume()
        try await ann.event("ready")
        ledger.queue(ann, (1...8).map { "by Ann \($0)" })
        ledger.queue(ben, (1...8).map { "by Ben again \($0)" })
      }
      try await ledger.settle(asking: ben, in: group)
      let left = try FileManager.default.contentsOfDirectory(atPath: group.folder).filter {
        $0.contains("pen") && $0 != "shared.sqlite-pen"
      }
      #expect(left == [])
    }
  }
}
