import Foundation

/// What a process holds in memory, in bytes.
struct Memory: Equatable, Sendable {
  /// Resident: also what it shares with others.
  var resident: UInt64
  /// Its share of what is shared, and all that is its own.
  var proportional: UInt64
  /// What would be free without it.
  var own: UInt64

  /// From the text of `/proc/PID/smaps_rollup`; nil if that is something else.
  init?(rollup: String) {
    var fields: [Substring: UInt64] = [:]
    for line in rollup.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
      guard words.count == 3, words[2] == "kB", let count = UInt64(words[1]) else { continue }
      fields[words[0]] = count * 1_024
    }
    guard let resident = fields["Rss"], let proportional = fields["Pss"],
      let clean = fields["Private_Clean"], let dirty = fields["Private_Dirty"]
    else { return nil }
    (self.resident, self.proportional, own) = (resident, proportional, clean + dirty)
  }

  static func of(_ process: Int32) throws -> Memory {
    let path = "/proc/\(process)/smaps_rollup"
    guard let memory = Memory(rollup: try String(contentsOfFile: path, encoding: .utf8)) else {
      throw BenchError("\(path) is not as proc(5) says.")
    }
    return memory
  }
}
