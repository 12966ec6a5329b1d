import ArgumentParser
import Foundation

/// `penholder-bench count`: counts instructions, so that a machine's mood changes nothing.
struct CountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Counts the instructions of the hot paths with valgrind and holds them to limits.",
    discussion: """
      Every path is run twice, once with more repetitions; the difference is divided by theirs. Fails \
      when one takes a twelfth more than it did. An optimised build and a debug build have limits of their \
      own (Assets/count builds one).

      Example:
        penholder-bench count
        penholder-bench count --only publish --only poll
      """)

  @Option(help: "Only these: publish, poll, refuse, route, commit; can be given several times.")
  var only: [HotPath] = []
  @Flag(help: "One JSON object instead of a table.") var json = false

  func run() throws {
    guard let valgrind = Programs().find("valgrind") else {
      print("Nothing was counted, for valgrind is not here (Debian: valgrind).")
      return
    }
    let folder = try WorkFolder()
    let tool = try Callgrind(program: valgrind, folder: folder)
    let build = HotPath.isOptimised ? "optimised" : "debug"
    var table = Table(["Instructions for one (\(build) build)", "counted", "at most", ""])
    var counts: [String: Double] = [:]
    var isWithin = true
    for path in HotPath.allCases where only.isEmpty || only.contains(path) {
      Progress.tell("counting \(path.rawValue)")
      let count = try tool.count(path)
      counts[path.rawValue] = count
      isWithin = isWithin && count <= path.limit
      table.add([
        path.rawValue, Measure.Unit.grouped(Int(count.rounded())),
        Measure.Unit.grouped(Int(path.limit)), count <= path.limit ? "✓" : "✗",
      ])
    }
    Progress.clear()
    print(json ? String(decoding: try JSONEncoder().encode(counts), as: UTF8.self) : table.text)
    if !isWithin { throw ExitCode.failure }
  }
}

extension HotPath: ExpressibleByArgument {}

/// Runs this program under callgrind.
struct Callgrind {
  let program: String
  let folder: WorkFolder
  /// This program without its debugging information, which older valgrinds choke on.
  private let subject: String

  init(program: String, folder: WorkFolder) throws {
    (self.program, self.folder) = (program, folder)
    subject = folder.path + "/subject"
    guard let strip = Programs().find("strip") else {
      throw BenchError("strip is not here (Debian: binutils).")
    }
    try penholder_bench.run(
      strip, ["--strip-debug", "-o", subject, Programs.own],
      environment: ProcessInfo.processInfo.environment)
  }

  /// Instructions of one repetition.
  func count(_ path: HotPath) throws -> Double {
    let less = try instructions(path, repetitions: path.repetitions)
    let more = try instructions(path, repetitions: path.repetitions * 3)
    return Double(more - less) / Double(path.repetitions * 2)
  }

  private func instructions(_ path: HotPath, repetitions: Int) throws -> Int {
    let home = try folder.fresh("counting")
    let output = home + "/callgrind.out"
    try penholder_bench.run(
      program,
      [
        "--tool=callgrind", "--callgrind-out-file=\(output)", "--error-exitcode=1", subject,
        "perform", path.rawValue, "\(repetitions)", home,
      ],
      // Else hashing, and with it what a dictionary costs, would be by chance.
      environment: ProcessInfo.processInfo.environment.merging([
        "SWIFT_DETERMINISTIC_HASHING": "1"
      ]) { $1 })
    guard let total = Self.total(try String(contentsOfFile: output, encoding: .utf8)) else {
      throw BenchError("callgrind's output has no total.")
    }
    return total
  }

  /// The last `totals:` or `summary:` line of callgrind's output.
  static func total(_ output: String) -> Int? {
    let lines = output.split(separator: "\n")
    let line = lines.last { $0.hasPrefix("totals:") } ?? lines.last { $0.hasPrefix("summary:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }
}

/// `penholder-bench perform`, for the program's own use: a hot path, so many times.
struct PerformCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "perform", shouldDisplay: false)

  @Argument var path: HotPath
  @Argument var count: Int
  @Argument var folder: String

  func run() throws { try path.perform(count, in: folder) }
}
