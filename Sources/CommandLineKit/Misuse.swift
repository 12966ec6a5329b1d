import Foundation

/// A command line that the parser does not understand.
package enum Misuse {
  /// What the parser says, as one sentence and where to look; it takes several lines itself.
  ///
  /// - Parameters:
  ///   - message: what is wrong, in the parser's words.
  ///   - help: the command that tells how it is done.
  package static func sentence(_ message: String, help: String) -> String {
    let lines = message.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let choices = lines.filter { $0.hasPrefix("- ") }.map { $0.dropFirst(2) }
    let words = lines.filter { !$0.isEmpty && !$0.hasPrefix("- ") }.joined(separator: " ")
    var sentence = Printable.text(words)
    if !choices.isEmpty { sentence += " " + choices.joined(separator: ", ") }
    if sentence.last.map({ !".!?".contains($0) }) ?? false { sentence += "." }
    return sentence.isEmpty ? "See `\(help)`." : sentence + " See `\(help)`."
  }

  /// The command that the parser's full message refers to, or else that of the whole program.
  package static func help(in fullMessage: String, of program: String) -> String {
    let named = fullMessage.split(separator: "\n").last { $0.hasPrefix("  See '") }?
      .split(separator: "'").dropFirst().first
    return named.map { String($0) } ?? program + " --help"
  }
}
