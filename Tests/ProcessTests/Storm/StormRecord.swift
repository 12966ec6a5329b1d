import CommandLineKit
import Foundation
import Synchronization

@testable import penholder_tool

/// Everything that was said and done in a storm, with its time, for whoever has to find out why.
final class StormRecord: Sendable {
  enum Direction: String, Sendable {
    case told = "<"
    case said = ">"
    case signalled = "!"
  }

  private struct Item {
    var time: UInt64
    var pid: Int64
    var direction: Direction
    var line: JSON
  }

  private let items = Mutex<[Item]>([])
  private let begun = DispatchTime.now().uptimeNanoseconds

  /// Any thread.
  func add(_ pid: Int64, _ direction: Direction, _ line: JSON) {
    let time = DispatchTime.now().uptimeNanoseconds - begun
    items.withLock {
      $0.append(Item(time: time, pid: pid, direction: direction, line: line))
    }
  }

  /// One line each: milliseconds, process, direction, what.
  var text: String {
    let items = items.withLock { $0 }
    return items.map { item in
      "\(Double(item.time / 1000) / 1000) \(item.pid) \(item.direction.rawValue) \(item.line)\n"
    }.joined()
  }
}
