import Foundation
import Penholder

/// An event as a line, for programs and for people.
package struct EventLine {
  let event: Event
  /// For a change of leader: who leads now.
  let leader: LeaderInfo.Leader?
  /// From publication to now, in nanoseconds.
  let latency: UInt64

  /// - Parameter database: knows the leader's process.
  package init(_ event: Event, of database: MultiTabDatabase) {
    self.event = event
    let now = Self.now()
    latency = now > event.publishedAt ? now - event.publishedAt : 0
    leader =
      event.kind == .leaderChanged && event.tab != 0
      ? database.tabs.first { $0.number == event.tab }.map {
        LeaderInfo.Leader(tab: $0.number, pid: $0.pid)
      } : nil
  }

  /// The clock of ``Event/publishedAt``.
  private static func now() -> UInt64 {
    var time = timespec()
    // SAFETY: one timespec, filled by the call.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  // MARK: For programs

  package var json: JSON {
    switch event.kind {
    case .dataChanged, .schemaChanged:
      let (tables, rows) = changes
      return [
        "event": .string(name), "sequence": JSON(event.sequence), "term": JSON(event.term),
        "commit": JSON(event.commit), "firstCommit": JSON(event.firstCommit),
        "tab": JSON(event.tab), "precaution": .bool(event.isPrecaution),
        "tables": tables, "rows": rows, "latencyMicroseconds": JSON(latency / 1000),
      ]
    case .leaderChanged:
      // The one who led may be gone by the time this is printed.
      let gone: JSON = event.tab == 0 ? .null : ["tab": JSON(event.tab), "pid": .null]
      return [
        "event": .string(name), "sequence": JSON(event.sequence), "term": JSON(event.term),
        "leader": leader.map { ["tab": JSON($0.tab), "pid": JSON($0.pid)] } ?? gone,
      ]
    case .tabJoined, .tabLeft:
      return [
        "event": .string(name), "sequence": JSON(event.sequence), "term": JSON(event.term),
        "tab": JSON(event.tab),
      ]
    case .gap:
      return [
        "event": .string(name), "term": JSON(event.term), "commit": JSON(event.commit),
        "missed": JSON(event.missed),
      ]
    }
  }

  private var name: String {
    switch event.kind {
    case .dataChanged: "dataChanged"
    case .schemaChanged: "schemaChanged"
    case .leaderChanged: "leaderChanged"
    case .tabJoined: "tabJoined"
    case .tabLeft: "tabLeft"
    case .gap: "gap"
    }
  }

  /// The tables' names and, by name, their rows; null for what is not known.
  private var changes: (tables: JSON, rows: JSON) {
    guard case .tables(let tables) = event.changes else { return (.null, .null) }
    let sorted = tables.sorted { $0.key < $1.key }
    let rows = sorted.map { name, rows -> JSON.Member in
      switch rows {
      case .any: JSON.Member(key: name, value: .null)
      case .rows(let ids): JSON.Member(key: name, value: .array(ids.sorted().map { JSON($0) }))
      }
    }
    return (.array(sorted.map { .string($0.key) }), .object(rows))
  }

  // MARK: For people

  package var text: String {
    switch event.kind {
    case .dataChanged, .schemaChanged:
      if event.isPrecaution {
        return "term \(event.term): what other programs did before it is not known"
      }
      if event.tab == 0 { return "another program changed something: which tables is not known" }
      let isSchema = event.kind == .schemaChanged
      let what = isSchema && event.changes == .none ? "" : (isSchema ? " and" : "") + changesText
      return
        "commit \(event.commit): tab \(event.tab) changed\(isSchema ? " the schema" : "")\(what)"
    case .leaderChanged:
      if let leader { return "term \(event.term): \(leader) leads" }
      return event.tab == 0
        ? "term \(event.term) has ended: nobody leads"
        : "term \(event.term): tab \(event.tab) leads"
    case .tabJoined: return "tab \(event.tab) joined"
    case .tabLeft: return "tab \(event.tab) left"
    case .gap: return "missed \(event.missed) or more: read again"
    }
  }

  private var changesText: String {
    guard case .tables(let tables) = event.changes else { return " tables that are not known" }
    let names = tables.sorted { $0.key < $1.key }.map { name, rows in
      switch rows {
      case .any: Printable.text(name)
      case .rows(let ids):
        "\(Printable.text(name)) (\(ids.sorted().map(String.init).joined(separator: ", ")))"
      }
    }
    return names.isEmpty ? " nothing" : " " + names.joined(separator: ", ")
  }
}
