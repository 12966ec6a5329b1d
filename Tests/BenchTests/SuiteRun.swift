import Foundation
import Testing

/// A run of the built benchmark, to its end.
struct SuiteRun {
  let status: Int32
  let output: Data
  let errors: String

  init(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = try ProcessIdentity.program("penholder-bench")
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.output = output.fileHandleForReading.readDataToEndOfFile()
    self.errors = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// What a run with `--json` told.
  func report() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: output) as? [String: Any])
  }
}

/// Of a report: which measures a candidate has at a size.
func measures(_ report: [String: Any], _ candidate: String, _ size: Int) -> Set<String> {
  let items = report["measurements"] as? [[String: Any]] ?? []
  return Set(
    items.filter { $0["candidate"] as? String == candidate && $0["size"] as? Int == size }
      .compactMap { $0["measure"] as? String })
}
