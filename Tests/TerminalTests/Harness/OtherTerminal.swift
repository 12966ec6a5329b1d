/// A terminal that gives every character one column, also those that are wide everywhere else: to
/// see what becomes of a screen where terminal and program do not count alike.
///
/// Understands what ncurses sends for `TERM=screen`, and notes what it does not understand.
struct OtherTerminal {
  let columns: Int
  let rows: Int
  private(set) var cells: [[Character]]
  private(set) var unknown: Set<String> = []
  private var row = 0
  private var column = 0
  private var region: ClosedRange<Int>
  private var wraps = true

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    region = 0...(rows - 1)
  }

  /// One line a row, without blanks at their ends.
  var lines: [String] {
    cells.map { String($0.reversed().drop { $0 == " " }.reversed()) }
  }

  mutating func take(_ bytes: [UInt8]) {
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "\u{1b}": escape(scalars, &index)
      case "\r": column = 0
      case "\n": lineFeed()
      case "\u{8}": column = max(0, column - 1)
      case "\u{e}", "\u{f}": break  // another set of characters, and back
      case _ where scalar.value < 0x20: unknown.insert("\(scalar.value)")
      case _ where scalar.properties.generalCategory == .nonspacingMark: break
      default: put(Character(scalar))
      }
    }
  }

  private mutating func put(_ character: Character) {
    if column >= columns {
      guard wraps else {
        column = columns - 1
        return put(character)
      }
      column = 0
      lineFeed()
    }
    cells[row][column] = character
    column += 1
  }

  private mutating func lineFeed() {
    if row == region.upperBound {
      scroll(1)
    } else {
      row = min(row + 1, rows - 1)
    }
  }

  private mutating func scroll(_ lines: Int) {
    for _ in 0..<abs(lines) {
      let blank = Array(repeating: Character(" "), count: columns)
      if lines > 0 {
        cells.remove(at: region.lowerBound)
        cells.insert(blank, at: region.upperBound)
      } else {
        cells.remove(at: region.upperBound)
        cells.insert(blank, at: region.lowerBound)
      }
    }
  }

  private mutating func escape(_ scalars: [Unicode.Scalar], _ index: inout Int) {
    guard index < scalars.count else { return }
    let next = scalars[index]
    index += 1
    switch next {
    case "(", ")": index += 1
    case "=", ">", "7", "8", "c": break
    case "]":
      // Text for the terminal itself, up to a bell.
      while index < scalars.count, scalars[index] != "\u{7}" { index += 1 }
      index += 1
    case "M":
      if row == region.lowerBound { scroll(-1) } else { row = max(0, row - 1) }
    case "[":
      var parameters = ""
      while index < scalars.count, (0x20...0x3f).contains(scalars[index].value) {
        parameters.unicodeScalars.append(scalars[index])
        index += 1
      }
      guard index < scalars.count else { return }
      control(parameters, scalars[index])
      index += 1
    default: unknown.insert("ESC \(next)")
    }
  }

  private mutating func control(_ parameters: String, _ final: Unicode.Scalar) {
    let numbers = parameters.split(separator: ";").compactMap { Int($0) }
    let first = max(numbers.first ?? 1, 1)
    // Whoever knows no wrapping has the cursor on the last column, not behind it.
    let here = min(column, columns - 1)
    switch final {
    case "H":
      row = min(first, rows) - 1
      column = min(numbers.count > 1 ? max(numbers[1], 1) : 1, columns) - 1
    case "A": row = max(0, row - first)
    case "B": row = min(rows - 1, row + first)
    case "C": column = min(columns - 1, here + first)
    case "D": column = max(0, here - first)
    case "G": column = min(first, columns) - 1
    case "d": row = min(first, rows) - 1
    case "K" where numbers.first == 1: fill(row, 0...here)
    case "K": fill(row, here...columns - 1)
    case "J":
      let whole = numbers.first == 2
      if whole { fill(row, 0...columns - 1) } else { fill(row, here...columns - 1) }
      for other in 0..<rows where whole || other > row { fill(other, 0...columns - 1) }
    case "P":
      let gone = min(first, columns - here)
      cells[row].removeSubrange(here..<here + gone)
      cells[row] += Array(repeating: " ", count: gone)
    case "@":
      cells[row].insert(contentsOf: Array(repeating: " ", count: first), at: here)
      cells[row].removeLast(first)
    case "X": fill(row, here...min(here + first, columns) - 1)
    case "r":
      region = first - 1...(numbers.count > 1 ? min(numbers[1], rows) : rows) - 1
      (row, column) = (0, 0)
    case "S": scroll(first)
    case "T": scroll(-first)
    case "h" where parameters == "?7": wraps = true
    case "l" where parameters == "?7": wraps = false
    case "m", "h", "l": break
    default: unknown.insert("CSI \(parameters)\(final)")
    }
  }

  private mutating func fill(_ row: Int, _ range: ClosedRange<Int>) {
    for column in range { cells[row][column] = " " }
  }
}
