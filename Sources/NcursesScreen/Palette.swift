import CNcurses
import CTerminal
import Glibc
import Screen

/// Turns cells of a frame into cells of ncurses, by a theme.
struct Palette {
  /// The number of colours in use; 0 for mono.
  let colours: Int
  private let theme: Theme

  init(theme: Theme) {
    self.theme = theme
    guard theme.hasColours, has_colors(), start_color() == OK else {
      colours = 0
      return
    }
    // SAFETY: the name is only read during the call.
    let count = Int(unsafe tigetnum("colors"))
    let direct = Terminfo.hasDirectColours
    func number(_ colour: Colour?, otherwise own: Int) -> Int32 {
      guard let colour else { return Int32(own) }
      return Int32((direct ? colour.direct : nil) ?? colour.index(of: count) ?? own)
    }
    // Keeps the terminal's own background; where that cannot be had, black is what there is.
    let ownBackground = use_default_colors() == OK
    for role in Role.allCases {
      let look = theme[role]
      init_extended_pair(
        Int32(Self.pair(role)), number(look.colour, otherwise: ownBackground ? -1 : 7),
        number(look.background, otherwise: ownBackground ? -1 : 0))
    }
    colours = count
  }

  private static func pair(_ role: Role) -> Int16 { Int16(role.rawValue) + 1 }

  /// The ncurses cells of these columns of a row, which start and end at whole glyphs.
  ///
  /// Complexity: O(columns).
  func cells(of frame: Frame, row: Int, columns: Range<Int>) -> [cchar_t] {
    var result: [cchar_t] = []
    result.reserveCapacity(columns.count)
    var column = columns.lowerBound
    while column < columns.upperBound {
      let cell = frame[row, column]
      let attributes = attributes(cell.style)
      let pair = colours > 0 ? Self.pair(cell.style.role) : 0
      for unit in units(cell) {
        // SAFETY: `unit` ends with a zero and outlives the call, which writes one cell.
        var converted = cchar_t()
        unsafe setcchar(&converted, unit, attributes, pair, nil)
        result.append(converted)
      }
      column += max(cell.width, 1)
    }
    return result
  }

  private func attributes(_ style: Style) -> attr_t {
    let emphasis = style.emphasis.union(theme[style.role].emphasis)
    var attributes: attr_t = 0
    if emphasis.contains(.bold) { attributes |= screen_bold() }
    if emphasis.contains(.faint) { attributes |= screen_dim() }
    if emphasis.contains(.reverse) { attributes |= screen_reverse() }
    if emphasis.contains(.underline) { attributes |= screen_underline() }
    return attributes
  }

  /// Whether a glyph of one column can be written as it is.
  func isShown(_ text: String) -> Bool {
    text.unicodeScalars.reduce(0) { $0 + Int(terminal_columns($1.value)) } == 1
  }

  /// The glyph of a cell as ncurses wants it: units of one spacing character with its marks, each
  /// ending with a zero.
  ///
  /// ncurses measures with the C library's table, which may be older than ours or belong to
  /// another locale. Where the two disagree the glyph is replaced, so that the line keeps its shape.
  private func units(_ cell: Cell) -> [[wchar_t]] {
    if let ascii = cell.text.utf8.first, cell.text.utf8.count == 1 {
      return [[wchar_t(ascii), 0]]
    }
    var units: [[wchar_t]] = []
    var columns = 0
    for scalar in cell.text.unicodeScalars {
      let code = wchar_t(bitPattern: scalar.value)
      let width = Int(terminal_columns(scalar.value))
      if width > 0 {
        units.append([code, 0])
        columns += width
      } else if width == 0, !units.isEmpty {
        units[units.count - 1].insert(code, at: units[units.count - 1].count - 1)
      } else {
        columns = -1
        break
      }
    }
    guard columns == cell.width else {
      return Array(repeating: [wchar_t(UInt8(ascii: "?")), 0], count: max(cell.width, 1))
    }
    return units
  }
}
