import Screen

/// What of a title a filter found, so that it can be shown.
struct Matches {
  private let words: [String]

  /// What the texts of a filter find.
  init(_ filter: String, at now: Moment) {
    guard !filter.isEmpty else {
      words = []
      return
    }
    words = Filter(filter, at: now).terms.compactMap { term in
      if case .text(let text) = term.condition, !term.isNegated { text } else { nil }
    }
  }

  /// A title in pieces, those that were found underlined. Complexity: O(length × words).
  func spans(_ title: String, _ role: Role) -> [Span] {
    guard !words.isEmpty else { return [Span(title, role)] }
    let characters = Array(title)
    let small = characters.map { $0.lowercased() }
    var isFound = [Bool](repeating: false, count: characters.count)
    for word in words {
      let wanted = word.map { $0.lowercased() }
      guard !wanted.isEmpty, wanted.count <= small.count else { continue }
      for start in 0...small.count - wanted.count
      where small[start..<start + wanted.count].elementsEqual(wanted) {
        for index in start..<start + wanted.count { isFound[index] = true }
      }
    }
    var spans: [Span] = []
    var start = 0
    for index in characters.indices
    where index + 1 == characters.count || isFound[index + 1] != isFound[start] {
      spans.append(
        Span(
          String(characters[start...index]), isFound[start] ? .match : role,
          isFound[start] && role == .selected ? .bold : []))
      start = index + 1
    }
    return spans.isEmpty ? [Span(title, role)] : spans
  }
}
