/// Columns for people: the first one to the left, the others to the right.
struct Table: Equatable, Sendable {
  let head: [String]
  private(set) var rows: [[String]] = []

  init(_ head: [String]) { self.head = head }

  /// Adds a row; what it lacks stays blank, what is too much is our mistake.
  mutating func add(_ row: [String]) {
    precondition(row.count <= head.count, "a row has more cells than the table has columns")
    rows.append(row + Array(repeating: "", count: head.count - row.count))
  }

  /// Lines without blanks at their ends.
  var text: String {
    let lines = [head] + rows
    let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blanks : blanks + cell
      }
      return String(padded.joined(separator: "   ").reversed().drop { $0 == " " }.reversed())
    }
    let rule = String(repeating: "─", count: widths.reduce(0, +) + 3 * (widths.count - 1))
    return ([line(head), rule] + rows.map(line)).joined(separator: "\n")
  }
}
