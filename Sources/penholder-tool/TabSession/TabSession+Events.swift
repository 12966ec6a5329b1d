import CommandLineKit
import Foundation
import Penholder

extension TabSession {
  /// Says that the tab is ready, and from then on everything that it is told. The tasks end when the
  /// handle is closed.
  func startTelling() async -> [Task<Void, Never>] {
    // Subscribed before it is said: whoever has read `ready` misses nothing.
    let events = database.events()
    let (roles, role) = AsyncStream<RoleChange>.makeStream(bufferingPolicy: .bufferingNewest(256))
    let subscription = database.onRoleChange { role.yield($0) }
    let early = database.lastRoleChange
    let info = database.leaderInfo
    await output.write(
      [
        "event": "ready", "tab": JSON(database.number), "pid": JSON(getpid()),
        "role": .string(database.role.rawValue), "term": JSON(info.term),
        "restriction": restriction,
      ] as JSON)
    return [
      Task { [output, database] in
        for await event in events {
          // Said by `ready`; whether the event is still seen is a matter of luck.
          if event.kind == .tabJoined && event.tab == database.number { continue }
          await output.write(EventLine(event, of: database).json)
        }
        // The handle has been closed: no more changes of role either.
        subscription.cancel()
        role.finish()
      },
      Task { [output] in
        // It may have led before it could be listened to.
        if let early { await output.write(Self.json(early)) }
        var isFirst = true
        for await change in roles {
          defer { isFirst = false }
          if isFirst && change == early { continue }
          await output.write(Self.json(change))
        }
      },
    ]
  }

  private static func json(_ change: RoleChange) -> JSON {
    [
      "event": "role", "role": .string(change.role.rawValue), "term": JSON(change.term),
      "reason": .string(change.reason.rawValue), "gapMicroseconds": JSON(change.gap / 1000),
    ]
  }
}
