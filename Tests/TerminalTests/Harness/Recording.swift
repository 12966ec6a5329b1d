import Foundation
import TestSupport
import Testing

/// Everything that a program writes to its terminal from some moment on, byte by byte.
struct Recording {
  let file: String

  /// What was written so far. tmux hands it on a little later than it shows it.
  func bytes() throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
  }

  /// Waits until this text was written, and gives everything up to now.
  @discardableResult
  func contains(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [UInt8] {
    var patience = Patience()
    while true {
      let bytes = try bytes()
      if String(decoding: bytes, as: UTF8.self).contains(text) { return bytes }
      // Nobody tells when a file grows.
      guard try await patience.lasts() else {
        Issue.record("never written: \(text)", sourceLocation: sourceLocation)
        throw Terminal.NeverHappened()
      }
    }
  }

  /// The private modes that were set or reset, as they are after all of it.
  static func modes(_ bytes: [UInt8]) -> [Int: Bool] {
    let text = String(decoding: bytes, as: UTF8.self)
    var modes: [Int: Bool] = [:]
    for match in text.matches(of: /\u{1b}\[\?([0-9;]+)([hl])/) {
      for number in match.1.split(separator: ";").compactMap({ Int($0) }) {
        modes[number] = match.2 == "h"
      }
    }
    return modes
  }
}

extension Terminal {
  /// Begins to record what its program writes.
  func record() async throws -> Recording {
    let file = terminals.folder + "/\(name).bytes"
    try await terminals.tmux("pipe-pane", "-t", name, "cat > '\(file)'")
    return Recording(file: file)
  }

  /// Waits until tmux says this of it.
  func becomes(
    _ text: String, format: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var patience = Patience()
    var found = try await self.format(format)
    while found != text {
      guard try await patience.lasts() else {
        Issue.record("\(format) is \(found), not \(text)", sourceLocation: sourceLocation)
        throw NeverHappened()
      }
      found = try await self.format(format)
    }
  }
}
