import Foundation
import TestSupport

/// Runs spin, the C compiler, and the checker that comes of them, in a folder of its own.
struct ModelChecker {
  /// What a search found.
  struct Report {
    var output: String
    /// The steps to the error and how things stood then; empty without one.
    var trail: String
    var seconds: Double

    var isErrorFree: Bool { output.contains("errors: 0") }
    /// Whether nothing was left out: pan says so for want of depth or memory, or when it gives up.
    var isComplete: Bool {
      ["errors: ", "states, stored"].allSatisfy(output.contains)
        && !["max search depth too small", "Search not completed", "out of memory", "memory limit"]
          .contains(where: output.contains)
    }

    /// The statements of the model that were never reached (line and text), without the ends of
    /// processes that have none.
    var unreached: Set<String> {
      var found: Set<String> = []
      for line in output.split(separator: "\n") where line.hasPrefix("\t") {
        guard line.contains(".pml:"), !line.contains("\"-end-\"") else { continue }
        let parts: [String] = line.dropFirst().description.components(separatedBy: ", ")
        guard parts.count > 2 else { continue }
        found.insert(parts[0] + " " + parts[2...].joined(separator: ", "))
      }
      return found
    }

    /// The promise that was broken: an assertion ends with its number, and the replay tells its name.
    var brokenPromise: String? {
      let halves: [String] = output.components(separatedBy: "assertion violated ")
      guard halves.count > 1 else { return nil }
      let expression: String = halves[1].components(separatedBy: " (at depth")[0]
      let tail: String = expression.components(separatedBy: "&&").last ?? ""
      let number = String(tail.prefix { $0.isNumber })
      for line in trail.split(separator: "\n") {
        let words: [String] = line.split { $0.isWhitespace }.map { String($0) }
        guard words.count == 3, words[0] == "mtype", words[2] == number else { continue }
        if words[1].contains("_") { return String(words[1].dropLast()) }
      }
      return nil
    }

    /// States, transitions and depth, in pan's words.
    var figures: String {
      func number(before words: String) -> String {
        output.split(separator: "\n").first { $0.contains(words) }?.split(separator: " ").first
          .map(String.init) ?? "?"
      }
      let depth =
        output.split(separator: "\n").first { $0.contains("depth reached") }?
        .components(separatedBy: "depth reached ").last?.prefix { $0 != "," } ?? "?"
      return """
        \(number(before: "states, stored")) states, \(number(before: "transitions (")) transitions, \
        depth \(depth), \(String(format: "%.1f", seconds)) s
        """
    }
  }

  struct Failure: Error, CustomStringConvertible { var description: String }

  static func check(_ model: Model) async throws -> Report {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "penholder-model-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // What cannot be removed is the system's to clean up.
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = model.file + ".pml"
    // Copied, since spin leaves its trail beside the model.
    try FileManager.default.copyItem(
      at: Model.folder.appendingPathComponent(file), to: folder.appendingPathComponent(file))
    try await run(folder, "spin", ["-a"] + model.options.map { "-D" + $0 } + [file])
    let isProgress = model.search == .progress
    try await run(
      folder, "gcc",
      ["-O2", "-w", "-DMEMLIM=8000"] + (isProgress ? ["-DNP", "-DNFAIR=3"] : ["-DSAFETY"])
        + ["-o", "pan", "pan.c"])
    let begun = ContinuousClock.now
    // -E: a tab that waits for ever is found by assertions and by progress, not by where it stands.
    let output = try await run(
      folder, "./pan", ["-E", "-w22", "-m1000000"] + (isProgress ? ["-l", "-f"] : []))
    let seconds = Double((ContinuousClock.now - begun) / .seconds(1))
    let hasTrail = FileManager.default.fileExists(
      atPath: folder.appendingPathComponent(file + ".trail").path)
    // The exit status of a replay says that it ended in the error, which is what it is for.
    let trail =
      hasTrail ? try await run(folder, "./pan", ["-r", file + ".trail"], mayFail: true) : ""
    return Report(output: output, trail: trail, seconds: seconds)
  }

  @discardableResult
  private static func run(
    _ folder: URL, _ program: String, _ arguments: [String], mayFail: Bool = false
  ) async throws -> String {
    let result = try await Program.run("env", ["-C", folder.path, program] + arguments)
    if result.exit == 127 {
      throw Failure(
        description: """
          \(program) is not installed, so no model was checked. Assets/install-dependencies --tests \
          installs it.
          """)
    }
    guard mayFail || result.exit == 0 else {
      throw Failure(
        description: """
          \(program) \(arguments.joined(separator: " ")): \(result.output) \(result.errors)
          """)
    }
    return result.output + result.errors
  }
}
