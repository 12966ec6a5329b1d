import Foundation

/// A folder of a run's own, gone at its end.
final class WorkFolder {
  let path: String

  /// - Parameter parent: where; else where temporary files are.
  init(in parent: String? = nil) throws {
    let parent = parent ?? FileManager.default.temporaryDirectory.path
    path = "\(parent)/penholder-bench-\(UUID().uuidString.prefix(8))"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw BenchError("There can be no folder in \(parent): \(error.localizedDescription)")
    }
  }

  deinit {
    // A folder left behind is no reason to lose a run.
    try? FileManager.default.removeItem(atPath: path)
  }

  /// An empty folder in it.
  func fresh(_ name: String) throws -> String {
    let folder = "\(path)/\(name)"
    if FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.removeItem(atPath: folder)
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }
}
