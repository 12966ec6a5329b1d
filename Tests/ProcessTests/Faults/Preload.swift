import Foundation
import Testing

@testable import penholder_tool

/// The library that makes a tab's world fail on demand: see Tests/Preloads/faults.c. Built once a run,
/// by whatever C compiler there is.
enum Preload {
  /// Why the stories that need it may be left out; said by the test runner.
  static let requirement: Comment = "needs a C compiler (clang, gcc or cc) in the PATH"

  static let isAvailable = library != nil

  /// Where it lies; nil when it could not be built.
  static let library: String? = {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Preloads/faults.c").path
    let result = NSTemporaryDirectory() + "pen-faults-\(getpid()).so"
    for compiler in ["clang", "gcc", "cc"] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [compiler, "-O1", "-shared", "-fPIC", "-o", result, source, "-ldl"]
      process.standardError = FileHandle.nullDevice
      // One that is not there or does not work: the next.
      guard (try? process.run()) != nil else { continue }
      process.waitUntilExit()
      if process.terminationStatus == 0 { return result }
    }
    return nil
  }()
}

/// What fails in the tabs that are started with its environment.
struct Faults: Sendable {
  private let orders: String

  init(in group: TabGroup) { orders = group.folder + "/orders" }

  var environment: [String: String] {
    ["LD_PRELOAD": Preload.library ?? "", "PENHOLDER_FAULTS": orders]
  }

  /// From now on, a call (`pwrite`) on files whose name ends so (`-wal`) fails.
  ///
  /// - Parameter torn: how many bytes of a write are written all the same.
  func begin(_ call: String, on suffix: String, error: Int32, torn: Int = 0) throws {
    try Data("\(call) \(suffix) \(error) \(torn)\n".utf8).write(
      to: URL(fileURLWithPath: orders), options: .atomic)
  }

  /// No longer.
  func end() throws { try FileManager.default.removeItem(atPath: orders) }

  /// How many calls have failed so far.
  var count: Int {
    // None has: nobody has made the file.
    (try? Data(contentsOf: URL(fileURLWithPath: orders + ".hits")))?.count ?? 0
  }
}
