import ArgumentParser

/// What the suites' options have in common.
enum Options {
  static func check(rounds: Int?) throws {
    if let rounds, rounds < 1 { throw ValidationError("--rounds takes a number from 1.") }
  }

  /// A number within bounds.
  static func check(_ number: Int?, of name: String, within range: ClosedRange<Int>) throws {
    if let number, !range.contains(number) {
      throw ValidationError(
        "\(name) takes a number from \(range.lowerBound) to \(range.upperBound).")
    }
  }

  /// Numbers with commas between them.
  static func counts(_ text: String, of name: String, within range: ClosedRange<Int>) throws
    -> [Int]
  {
    let numbers = text.split(separator: ",").map { Int($0) }
    let counts = numbers.compactMap { $0 }
    guard !counts.isEmpty, counts.count == numbers.count, counts.allSatisfy(range.contains) else {
      throw ValidationError(
        "\(name) takes numbers from \(range.lowerBound) to \(range.upperBound), with commas.")
    }
    return counts
  }

  static func check(_ only: [String], among names: [String]) throws {
    if let stranger = only.first(where: { !names.contains($0) }) {
      throw ValidationError(
        "There is no candidate \(stranger). There are: \(names.joined(separator: "; ")).")
    }
  }
}
