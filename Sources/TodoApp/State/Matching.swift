/// How well a few letters fit a text that they are to find: all of them have to occur in it, in
/// their order.
enum Matching {
  /// The higher the better; nil if they do not fit. Capitals do not count.
  ///
  /// Letters that begin words, and letters that follow each other, are what somebody meant.
  /// Complexity: O(length of the text).
  static func score(_ letters: String, in text: String) -> Int? {
    let wanted = Array(letters.lowercased()).filter { !$0.isWhitespace }
    guard !wanted.isEmpty else { return 0 }
    let all = Array(text.lowercased())
    let phrase = letters.lowercased().trimmed
    if text.lowercased().hasPrefix(phrase) { return 1_000 - all.count }
    var score = 0
    var next = 0
    var last = -2
    for (index, character) in all.enumerated() where next < wanted.count {
      guard character == wanted[next] else { continue }
      let isStart = index == 0 || !all[index - 1].isWordPart
      score += isStart ? 8 : index == last + 1 ? 5 : 1
      last = index
      next += 1
    }
    guard next == wanted.count else { return nil }
    return score + (text.lowercased().contains(phrase) ? 100 : 0) - all.count / 8
  }

  /// Those that fit, the best first, otherwise in their order.
  static func best<Element>(
    _ elements: [Element], for letters: String, _ text: (Element) -> String
  ) -> [Element] {
    guard !letters.trimmed.isEmpty else { return elements }
    let scored = elements.enumerated().compactMap { index, element in
      score(letters, in: text(element)).map { (score: $0, index: index, element: element) }
    }
    return scored.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.element)
  }
}
