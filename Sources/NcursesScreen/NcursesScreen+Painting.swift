import CNcurses
import Screen

// Every row is written by itself and begins at a column that terminal and ncurses both know, so that
// a glyph that the terminal counts otherwise damages no row but its own.
extension NcursesScreen {
  /// Shows `frame`: writes only cells that differ from what the terminal shows.
  ///
  /// Parts of the frame beyond the terminal are not shown. Nothing is written when nothing changed.
  /// Complexity: O(cells of the frame), writing O(cells that changed).
  public func paint(_ frame: Frame) {
    guard state == .active, frame != shown else { return }
    output.inOnePiece { write(frame) }
    shown = frame
  }

  private func write(_ frame: Frame) {
    // SAFETY: newterm has made stdscr; it lives as long as the screen.
    let window = unsafe screen_stdscr()
    var known = shown?.size == frame.size ? shown : nil
    if known == nil { unsafe werase(window) }
    if frame.size == size, let shift = known.flatMap(frame.shift) {
      scroll(shift)
      known = known?.scrolled(shift)
    }
    var apart: [(row: Int, columns: Range<Int>)] = []
    for row in 0..<min(frame.size.rows, size.rows) {
      guard let changed = frame.changedColumns(inRow: row, since: known) else { continue }
      if frame.mayBeCountedOtherwise(row: row) || known?.mayBeCountedOtherwise(row: row) == true {
        apart.append((row, changed))
      } else {
        put(frame, row, changed)
      }
    }
    for (row, columns) in apart { paintApart(frame, row, columns, since: known) }
    showCursor(frame.cursor)
    unsafe wrefresh(window)
    if size.columns == 1 { fillCorner(frame) }
    if frame.reachesCorner(of: size) { output.write(Modes.noWrap) }
  }

  private func put(_ frame: Frame, _ row: Int, _ columns: Range<Int>) {
    var cells = palette.cells(of: frame, row: row, columns: columns)
    // SAFETY: the array outlives the call, which reads `count` elements and writes no others.
    unsafe mvwadd_wchnstr(
      screen_stdscr(), Int32(row), Int32(columns.lowerBound), &cells, Int32(cells.count))
  }

  /// Writes a row of which the terminal may have another idea than we: from a column that both know,
  /// and back to the first one, from where ncurses finds the next row. So nothing but this row can be
  /// wrong. Where glyphs are wide or composed, what is believed to stay is written again as well.
  private func paintApart(
    _ frame: Frame, _ row: Int, _ columns: Range<Int>, since known: Frame?
  ) {
    // SAFETY: newterm has made stdscr; it lives as long as the screen.
    let window = unsafe screen_stdscr()
    if frame.hasComposedGlyphs(row: row) || known?.hasComposedGlyphs(row: row) == true {
      unsafe wredrawln(window, Int32(row), 1)
    }
    put(frame, row, columns)
    unsafe wmove(window, Int32(row), 0)
    unsafe wrefresh(window)
  }

  /// Has the terminal move what it shows. ncurses finds out itself how, from lines that it knows.
  private func scroll(_ shift: Shift) {
    // SAFETY: newterm has made stdscr; it lives as long as the screen.
    let window = unsafe screen_stdscr()
    unsafe idlok(window, true)
    unsafe scrollok(window, true)
    unsafe wsetscrreg(window, Int32(shift.rows.lowerBound), Int32(shift.rows.upperBound - 1))
    unsafe wscrl(window, Int32(shift.lines))
    unsafe wsetscrreg(window, 0, Int32(size.rows - 1))
    unsafe scrollok(window, false)
    unsafe wrefresh(window)
    unsafe idlok(window, false)
  }

  /// Writes the last cell of a screen of one column. ncurses fills the lower right corner by writing
  /// beside it and pushing, for which there is no room, and leaves it blank.
  private func fillCorner(_ frame: Frame) {
    let row = size.rows - 1
    guard row < frame.size.rows, frame.size.columns > 0 else { return }
    let text = frame[row, 0].text
    let shown = frame[row, 0].width == 1 && palette.isShown(text) ? text : " "
    let back = Terminfo.address(row: frame.cursor?.row ?? 0)
    output.write(Terminfo.address(row: row) + shown + back)
  }

  private func showCursor(_ cursor: Position?) {
    if let cursor, cursor.row < size.rows, cursor.column < size.columns {
      // SAFETY: newterm has made stdscr; it lives as long as the screen.
      unsafe wmove(screen_stdscr(), Int32(cursor.row), Int32(cursor.column))
      if cursorVisible != true { curs_set(1) }
      cursorVisible = true
    } else {
      if cursorVisible != false { curs_set(0) }
      cursorVisible = false
    }
  }
}
