/// Finds what somebody meant who wrote something that does not exist.
public enum Nearest {
  /// The word most like `word`, if any is near enough to be meant: a third of its letters may differ.
  ///
  /// Capitals do not count. Complexity: O(sum of the lengths × length of the word).
  public static func word(to word: String, among words: [String]) -> String? {
    let wanted = Array(word.lowercased().prefix(64))
    let ranked = words.map { ($0, distance(wanted, Array($0.lowercased().prefix(64)))) }
    guard let (best, distance) = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
    return distance <= max(1, max(wanted.count, best.count) / 3) ? best : nil
  }

  /// How many letters have to be put in, taken out, exchanged, or swapped with their neighbour
  /// (Damerau 1964, in the restricted form).
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var before: [Int] = []
    var above = Array(0...b.count)
    for row in 1...max(a.count, 1) where row <= a.count {
      var line = [row]
      for column in 1...max(b.count, 1) where column <= b.count {
        let same = a[row - 1] == b[column - 1]
        var best = min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (same ? 0 : 1))
        if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] {
          best = min(best, before[column - 2] + 1)
        }
        line.append(best)
      }
      (before, above) = (above, line)
    }
    return above[b.count]
  }
}
