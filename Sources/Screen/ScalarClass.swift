/// What a single Unicode scalar does to the cursor of a terminal.
enum ScalarClass: Equatable {
  /// It moves the cursor or reorders the line: never to be written.
  case control
  /// It draws nothing and stands nowhere: joiners, selectors, tags.
  case invisible
  /// It is drawn on the character before it.
  case mark
  /// It takes this many columns.
  case spacing(Int)

  init(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    if value < 0x20 || (0x7f..<0xa0).contains(value) {
      self = .control
    } else if value < 0x300 {
      self = value == 0xad ? .invisible : .spacing(1)
    } else {
      self = ScalarClass.beyondLatin(scalar)
    }
  }

  private static func beyondLatin(_ scalar: Unicode.Scalar) -> ScalarClass {
    let value = scalar.value
    switch value {
    case 0x61c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069, 0x2028, 0x2029:
      // Bidirectional marks, embeddings, overrides, isolates; line and paragraph separators.
      return .control
    case 0x1160...0x11ff, 0xd7b0...0xd7ff:
      // Hangul vowels and finals are drawn into the syllable that the leading consonant began.
      return .mark
    case 0xfe00...0xfe0f, 0xe0100...0xe01ef, 0x180b...0x180d, 0x180f:
      return .invisible  // variation selectors
    case 0x115f, 0x3164, 0xffa0:
      return .invisible  // Hangul fillers
    default:
      break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark:
      return .mark
    case .format, .surrogate, .unassigned, .privateUse, .control:
      // Terminals, fonts and libraries do not agree about any of these.
      return .invisible
    default:
      return .spacing(isWide(scalar) ? 2 : 1)
    }
  }

  /// The blocks of Unicode's EastAsianWidth.txt (15.0) with property W or F, gaps of unassigned
  /// code points closed; wide symbols outside of them are those with emoji presentation.
  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3040...0x3247, 0x3250...0x4dbf,
    0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
    0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18d08, 0x1aff0...0x1b2ff,
    0x1f200...0x1f265, 0x20000...0x3fffd,
  ]

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    guard value >= 0x1100 else { return false }
    // Regional indicators are one column each; two of them make a flag.
    if (0x1f1e6...0x1f1ff).contains(value) { return false }
    if scalar.properties.isEmojiPresentation { return true }
    var low = 0
    var high = wideBlocks.count
    while low < high {
      let middle = (low + high) / 2
      let block = wideBlocks[middle]
      if block.contains(value) { return true }
      if value < block.lowerBound { high = middle } else { low = middle + 1 }
    }
    return false
  }
}
