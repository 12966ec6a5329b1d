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

  /// `PENHOLDER_STORM_KEEP`: a folder for the database and everybody's lines, when something is wrong.
  static let evidence = environment["PENHOLDER_STORM_KEEP"]
}
