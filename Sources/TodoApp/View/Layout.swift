import Screen

/// Which row of the screen shows what.
///
/// What does not fit is dropped in this order: rules and counts, hints, measurements, message; a
/// screen of one row keeps the badge and the count. No size is too small.
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
  let counts: Int?
  let rule: Int?
  /// The rows of the list; empty only on a screen of one row.
  let list: Range<Int>
  let detail: Int?
  let numbers: Int?
  let message: Int?
  let hints: Int?

  init(_ size: Size) {
    self.size = size
    width = size.columns >= 60 ? .full : size.columns >= 30 ? .narrow : .tiny
    let roomy = width == .full && size.rows >= 16
    counts = roomy ? 1 : nil
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
    detail = take(roomy)
    let first = roomy ? 3 : 1
    list = first..<max(first, free)
  }

  /// The rows that help and the message log cover: everything between header and message.
  var page: Range<Int> {
    let end = message ?? size.rows
    return min(1, end)..<max(1, numbers ?? end)
  }

  /// The column where the box of a row stands.
  var boxColumn: Int { width == .full ? 3 : 2 }
}
