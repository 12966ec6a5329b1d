import Foundation

/// What goes on, on standard error and for people only: one line that is written over.
enum Progress {
  static func tell(_ text: String) { write("\r\u{1b}[K\(text)") }

  static func clear() { write("\r\u{1b}[K") }

  /// What is done, on standard output, at once: a long run is read while it goes on.
  static func show(_ text: String) {
    clear()
    FileHandle.standardOutput.write(Data((text + "\n\n").utf8))
  }

  /// The end of a run whose tables have been shown: what is left to say, or all of it for programs.
  static func end(_ report: Report, asJSON: Bool) throws {
    clear()
    if asJSON { print(try report.json()) } else { show(report.closing) }
  }

  private static func write(_ text: String) {
    guard isatty(2) == 1 else { return }
    FileHandle.standardError.write(Data(text.utf8))
  }
}
