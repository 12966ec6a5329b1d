import CommandLineKit
import Foundation
import Glibc
import NcursesScreen

/// The narrator's part of the window.
struct NarratorPane {
  /// So many rows, its border not counted.
  static let rows = 7

  /// Takes keys as they come, without showing them.
  static func takeTerminal() {
    var settings = termios()
    // SAFETY: one structure, filled and read by the calls.
    guard unsafe tcgetattr(0, &settings) == 0 else { return }
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    unsafe tcsetattr(0, TCSANOW, &settings)
    // The cursor has nothing to do here.
    try? Descriptors.write("\u{1B}[?25l", to: 1)
  }

  /// Paints all of it.
  func draw(title: String, text: String, step: Int, of count: Int, isPaused: Bool, isEnd: Bool) {
    let size = TerminalReport.size(of: 1) ?? (80, Self.rows)
    let bar =
      String(repeating: "█", count: step) + String(repeating: "░", count: max(0, count - step))
    let head = " \(step)/\(count) \(bar)  \(title)\(isPaused ? "  – paused" : "") "
    let keys =
      isEnd
      ? " q end   b explain again"
      : " space \(isPaused ? "go on" : "pause")   n next   b explain again   q end"
    var lines = ["\u{1B}[1;7m" + Self.fitted(head, size.columns) + "\u{1B}[0m"]
    let room = max(1, size.rows - 2)
    let body = Self.wrapped(text, width: size.columns - 2)
    // What was told last must be there.
    lines += body.suffix(room).map { " " + $0 }
    lines += Array(repeating: "", count: max(0, room - body.count))
    lines.append("\u{1B}[2m" + Self.cut(keys, size.columns) + "\u{1B}[0m")
    let painted = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
    // Where that fails there is nobody to tell.
    try? Descriptors.write("\u{1B}[H" + painted + "\u{1B}[J", to: 1)
  }

  /// The words on lines of at most this width; they are ours and have no wide characters.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(whereSeparator: \.isWhitespace) {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private static func cut(_ text: String, _ width: Int) -> String { String(text.prefix(width)) }

  private static func fitted(_ text: String, _ width: Int) -> String {
    cut(text, width) + String(repeating: " ", count: max(0, width - text.count))
  }
}
