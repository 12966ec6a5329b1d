import Foundation

/// Where programs are.
struct Programs: Sendable {
  /// Folders, the first that has it wins.
  let folders: [String]

  /// The folders given, then those of `$PATH`.
  init(first: [String] = [], path: String? = ProcessInfo.processInfo.environment["PATH"]) {
    folders = first + (path ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
  }

  /// The whole path of a program, nil when it is nowhere. What has a slash is a path already.
  func find(_ name: String) -> String? {
    let candidates = name.contains("/") ? [name] : folders.map { "\($0)/\(name)" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// This program.
  static var own: String {
    // Without /proc, it is what it was called.
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }

  /// A program built together with this one.
  static func beside(_ name: String) -> String {
    URL(fileURLWithPath: own).deletingLastPathComponent().path + "/" + name
  }

  /// Splits candidates into those that are here and those that are not.
  func sort<Kind>(_ candidates: [Kind], as view: (Kind) -> any Candidate)
    -> (present: [Kind], skipped: [Skipped])
  {
    var result: (present: [Kind], skipped: [Skipped]) = ([], [])
    for item in candidates {
      let candidate = view(item)
      let missing =
        ([candidate.program] + candidate.companions).first { find($0) == nil }
        ?? candidate.libraries.first { !DynamicLibrary.exists($0) }
      if let missing {
        result.skipped.append(
          Skipped(candidate: candidate.name, missing: missing, package: candidate.package))
      } else {
        result.present.append(item)
      }
    }
    return result
  }
}
