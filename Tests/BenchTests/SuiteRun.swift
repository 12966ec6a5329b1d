import Foundation
import TestSupport
import Testing

/// A run of the built benchmark, to its end.
struct SuiteRun {
  let status: Int32
  let output: String
  let errors: String

  init(_ arguments: [String]) async throws {
    let result = try await Program.run(Program.built("penholder-bench"), arguments)
    (status, output, errors) = (result.exit, result.output, result.errors)
  }

  /// What a run with `--json` told.
  func report() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }
}

/// Of a report: which measures a candidate has at a size.
func measures(_ report: [String: Any], _ candidate: String, _ size: Int) -> Set<String> {
  let items = report["measurements"] as? [[String: Any]] ?? []
  return Set(
    items.filter { $0["candidate"] as? String == candidate && $0["size"] as? Int == size }
      .compactMap { $0["measure"] as? String })
}
