import Foundation
import Glibc

/// Whose changes these are, for undo: those of this terminal's session, whichever program of it made
/// them.
enum Owner {
  /// The session by its leader, the shell, and when that was started: numbers of processes come again.
  static let name: String = {
    let session = getsid(0)
    // A leader that is gone has no file.
    let text = try? String(contentsOfFile: "/proc/\(session)/stat", encoding: .utf8)
    let words = text?.split(separator: ")").last?.split(separator: " ") ?? []
    // The 22nd word of proc(5), of which two stand before the parenthesis.
    let start = words.count > 19 ? String(words[19]) : "0"
    return "session \(session) of \(start)"
  }()
}
