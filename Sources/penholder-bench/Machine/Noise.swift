import Foundation

/// What else happened to the machine during a run: without it, nobody can judge a figure.
struct Noise: Codable, Equatable, Sendable {
  /// Of all processor time: taken by the hypervisor for others.
  let stolen: Double
  /// Of all processor time: not idle, measured processes included.
  let busy: Double
  /// Runnable processes, averaged over a minute, at the start and in the end.
  let loadBefore: Double
  let loadAfter: Double
  let processors: Int

  /// One sentence for people.
  var text: String {
    func percent(_ part: Double) -> String { "\(Measure.Unit.decimal(part * 100)) %" }
    return """
      \(processors) processors, \(percent(busy)) busy, \(percent(stolen)) stolen; load \
      \(Measure.Unit.decimal(loadBefore)) before, \(Measure.Unit.decimal(loadAfter)) after
      """
  }
}

/// The machine's counters at one moment.
struct NoiseSample: Equatable, Sendable {
  var total: UInt64
  var idle: UInt64
  var stolen: UInt64
  var processors: Int
  var load: Double

  /// From the texts of `/proc/stat` and `/proc/loadavg`; nil if they are something else.
  init?(stat: String, loadavg: String) {
    let lines = stat.split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("cpu ") else { return nil }
    // user nice system idle iowait irq softirq steal; guests are in user already (proc(5)).
    let ticks = first.split(separator: " ").dropFirst().prefix(8).compactMap { UInt64($0) }
    guard ticks.count == 8, let load = loadavg.split(separator: " ").first.flatMap({ Double($0) })
    else { return nil }
    total = ticks.reduce(0, +)
    idle = ticks[3] + ticks[4]
    stolen = ticks[7]
    processors = lines.count { $0.hasPrefix("cpu") && !$0.hasPrefix("cpu ") }
    self.load = load
  }

  /// Now.
  static func now() throws -> NoiseSample {
    let stat = try String(contentsOfFile: "/proc/stat", encoding: .utf8)
    let loadavg = try String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
    guard let sample = NoiseSample(stat: stat, loadavg: loadavg) else {
      throw BenchError("/proc/stat or /proc/loadavg is not as proc(5) says.")
    }
    return sample
  }

  /// What happened from here to there.
  func until(_ later: NoiseSample) -> Noise {
    let total = Double(max(1, later.total &- self.total))
    return Noise(
      stolen: Double(later.stolen &- stolen) / total,
      busy: 1 - Double(later.idle &- idle) / total,
      loadBefore: load, loadAfter: later.load, processors: processors)
  }
}
