import Foundation
import SharedMemory

@testable import penholder_tool

/// Kills or stops the tab that it is given to when that reaches a place in the library; see
/// ``KillPoint``. Harmless until it is armed.
struct Trap: Sendable, CustomStringConvertible {
  enum Action: String, CaseIterable, Sendable { case kill, stop }

  let point: KillPoint
  let action: Action
  private let path: String

  /// - Parameter name: another for each trap of a group that is not to be armed with the others.
  init(_ point: KillPoint, _ action: Action, in group: TabGroup, named name: String = "trap") {
    (self.point, self.action) = (point, action)
    path = "\(group.folder)/\(name)"
  }

  var description: String { "\(point):\(action)" }

  /// Whether a tab comes there while it opens the database, and hardly ever again.
  var isForBirth: Bool { [.creatingFile, .replacingFile].contains(point) }

  var environment: [String: String] {
    ["PENHOLDER_KILL_POINT": "\(point.rawValue):\(action.rawValue):\(path)"]
  }

  /// From now on.
  func arm() throws { try Data().write(to: URL(fileURLWithPath: path)) }

  /// No longer. False when it has sprung already, or was never armed.
  @discardableResult
  func disarm() -> Bool {
    do {
      try FileManager.default.removeItem(atPath: path)
      return true
    } catch { return false }
  }

  /// Whether the tab has been there since.
  var isSprung: Bool { !FileManager.default.fileExists(atPath: path) }

  /// Waits until it has killed or stopped `tab`.
  func springs(on tab: TabProcess, in group: TabGroup) async throws {
    try await group.until("\(self)") { isSprung }
    switch action {
    case .kill: _ = await tab.child.ended()
    case .stop: try await tab.standsStill()
    }
  }
}

extension TabGroup {
  /// Starts a tab with a trap and waits until it is ready.
  func open(with trap: Trap, _ options: String...) async throws -> TabProcess {
    let tab = try start(options, environment: trap.environment)
    try await tab.event("ready")
    return tab
  }
}
