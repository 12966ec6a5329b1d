import Screen

/// Which row of the screen shows what.
///
/// What does not fit is dropped in this order: the bar of views and the details, hints, measurements,
/// message; a screen of one row keeps the badge and the count. No size is too small.
struct Layout: Hashable {
  /// How much of each line there is room for.
  enum Width: Hashable {
    case full  // 60 columns and more
    case narrow  // 30 and more
    case tiny
  }

  let size: Size
  let width: Width
  let header = 0
  /// The bar of views.
  let bar: Int?
  let rule: Int?
  /// The rows of the list; empty only on a screen of one row.
  let list: Range<Int>
  /// Where the todo under the cursor comes from.
  let detail: Int?
  /// Its notes; while they are written, the editor.
  let notes: Range<Int>
  let numbers: Int?
  let message: Int?
  let hints: Int?

  init(_ size: Size, writesNotes: Bool = false) {
    self.size = size
    width = size.columns >= 60 ? .full : size.columns >= 30 ? .narrow : .tiny
    let roomy = width == .full && size.rows >= 16
    bar = roomy ? 1 : nil
    rule = roomy ? 2 : nil
    // From the bottom up.
    var free = size.rows
    func take(_ wanted: Bool) -> Int? {
      guard wanted else { return nil }
      free -= 1
      return free
    }
    hints = take(size.rows >= 8)
    message = take(size.rows >= 4)
    numbers = take(size.rows >= 7)
    let first = roomy ? 3 : 1
    if roomy || writesNotes {
      let read = size.rows >= 36 ? 3 : size.rows >= 20 ? 1 : 0
      let lines = writesNotes ? max(1, min(12, (free - first) / 2)) : read
      let end = max(0, free)
      notes = max(0, end - lines)..<end
      free = notes.lowerBound
    } else {
      notes = 0..<0
    }
    detail = take(roomy)
    list = first..<max(first, free)
  }

  /// The rows that help and the message log cover: everything between header and message.
  var page: Range<Int> {
    let end = message ?? size.rows
    return min(1, end)..<max(1, numbers ?? end)
  }

  /// The row where an answer is written.
  var prompt: Int { message ?? size.rows - 1 }

  /// The rows above it that offer `count` choices: half of the screen at most.
  func choices(_ count: Int) -> Range<Int> {
    let room = min(prompt - 1, max(10, size.rows / 2))
    return prompt - max(0, min(count, room))..<prompt
  }

  /// The column where the box of a row stands.
  var boxColumn: Int { width == .full ? 3 : 2 }
  /// The column where lines of text begin.
  var textColumn: Int { width == .full ? 1 : 0 }
  /// The columns that notes have.
  var notesColumns: Int { max(2, size.columns - 2 * textColumn) }
}
