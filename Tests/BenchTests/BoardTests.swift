import Foundation
import Testing

@testable import penholder_bench

@Suite("The board of a turn")
struct BoardTests {
  static func board(listeners: Int) throws -> Board {
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/board-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: path) }  // Not made: then the test fails.
    return try Board.make(path, in: folder, listeners: listeners)
  }

  @Test("who hears an event has heard all before it, each once, and one is missed until then")
  func hearing() throws {
    let board = try Self.board(listeners: 2)
    for index: UInt64 in 1...4 { board.stamp(index) }
    #expect(board.newest == 4)
    let now = Clock.now()
    board.hear(3, by: 0, at: now)
    board.hear(2, by: 0, at: now + 5_000_000_000)
    #expect(!board.haveAllHeard(3))
    board.hear(4, by: 1, at: now + 1_000_000_000)
    #expect(board.haveAllHeard(3))
    let delays = board.delays(of: 1..<5)
    #expect(delays.count == 8)
    #expect(delays.count { $0 == nil } == 1)
    #expect(delays.compactMap { $0 }.allSatisfy { $0 < 5_000_000_000 })
  }

  @Test("who sees a commit before its writer says so has heard at once")
  func early() throws {
    let board = try Self.board(listeners: 1)
    board.hear(1, by: 0, at: Clock.now())
    board.stamp(1)
    #expect(board.delays(of: 1..<2) == [0])
  }

  @Test("noise beyond the last event is not written down")
  func noise() throws {
    let board = try Self.board(listeners: 1)
    board.hear(.max, by: 0, at: 1)
    #expect(!board.haveAllHeard(1))
  }
}
