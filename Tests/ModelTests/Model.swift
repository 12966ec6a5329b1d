import Foundation
import Testing

/// One way to check a model: its file, its sizes, and what must come of it.
struct Model: Sendable, CustomTestStringConvertible {
  /// What the search looks for.
  enum Search: Sendable { case safety, progress }

  /// What must come of it.
  enum Verdict: Sendable {
    /// No error, and nothing left unsearched.
    case holds
    /// An assertion whose text, as the trail tells it, names this promise.
    case breaks(String)
    /// A cycle in which nothing ever gets on.
    case stalls
  }

  let file: String
  let options: [String]
  var search = Search.safety
  var verdict = Verdict.holds

  var testDescription: String {
    ([file] + options + (search == .progress ? ["(progress)"] : [])).joined(separator: " ")
  }

  /// Where the models are.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Models")
}
