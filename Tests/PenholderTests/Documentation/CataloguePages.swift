import Foundation
import Testing

/// The pages of the documentation, and the README, as text.
enum CataloguePages {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// By name, without `.md`.
  static func all() throws -> [String: String] {
    let catalogue = root.appendingPathComponent("Sources/Penholder/Penholder.docc")
    var pages = ["README": try text(root.appendingPathComponent("README.md"))]
    for name in try FileManager.default.contentsOfDirectory(atPath: catalogue.path)
    where name.hasSuffix(".md") {
      pages[String(name.dropLast(3))] = try text(catalogue.appendingPathComponent(name))
    }
    return pages
  }

  static func page(_ name: String) throws -> String {
    try #require(try all()[name], "there is no page \(name)")
  }

  static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

  /// A page's text with all white space as one blank each, so that a sentence may be broken anywhere.
  static func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
