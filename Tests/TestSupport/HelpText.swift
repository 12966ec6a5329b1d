/// The help of a command that is to be read on 80 columns.
package enum HelpText {
  /// The lines of its examples that the edge of the terminal has broken: nobody can copy those.
  package static func brokenExamples(in help: String) -> [Substring] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.firstIndex(where: { $0.hasPrefix("Example") }) else { return [] }
    return lines[(head + 1)...].prefix { !$0.isEmpty }.filter { !$0.hasPrefix("  ") }
  }
}
