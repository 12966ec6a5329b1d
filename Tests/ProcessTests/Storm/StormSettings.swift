import Foundation

/// How long it storms, and with which seeds.
enum StormSettings {
  private static let environment = ProcessInfo.processInfo.environment

  /// `PENHOLDER_STORM_SECONDS`: of each storm, not counting what comes after it.
  static let seconds = environment["PENHOLDER_STORM_SECONDS"].flatMap(Double.init) ?? 4

  /// `PENHOLDER_STORM_SEEDS`: how many, from 1; or which, with commas between (or behind) them.
  static let seeds = seeds(environment["PENHOLDER_STORM_SEEDS"] ?? "1")

  static func seeds(_ text: String) -> [UInt64] {
    let numbers = text.split(separator: ",").compactMap { UInt64($0) }
    guard !text.contains(","), let count = numbers.first else { return numbers }
    return count == 0 ? [] : Array(1...count)
  }

  /// `PENHOLDER_STORM_THEFT=1`: the coordination file is taken away or scribbled on now and then, too.
  static let isFileStolen = environment["PENHOLDER_STORM_THEFT"] == "1"

  /// `PENHOLDER_SOAK_MINUTES`: of storms with as many kills as can be, one after another.
  static let soakMinutes = environment["PENHOLDER_SOAK_MINUTES"].flatMap(Double.init)

  /// `PENHOLDER_SOAK_GROUPS`: how many storms at a time.
  static let soakGroups = environment["PENHOLDER_SOAK_GROUPS"].flatMap(Int.init) ?? 6

  /// `PENHOLDER_SOAK_SEED`: of the first storm.
  static let soakSeed = environment["PENHOLDER_SOAK_SEED"].flatMap(UInt64.init) ?? 1

  /// `PENHOLDER_SOAK_PAUSE`: the longest between two blows to a group, in milliseconds.
  static let hailPause = environment["PENHOLDER_SOAK_PAUSE"].flatMap(Int.init) ?? 60

  /// `PENHOLDER_SOAK_RELEASE`: a release build of `penholder`.
  static let release = environment["PENHOLDER_SOAK_RELEASE"]

  /// `PENHOLDER_SOAK_REPORT`: a file for the report.
  static let soakReport = environment["PENHOLDER_SOAK_REPORT"]

  /// `PENHOLDER_STORM_KEEP`: a folder for the database and everybody's lines, when something is wrong.
  static let evidence = environment["PENHOLDER_STORM_KEEP"]
}
