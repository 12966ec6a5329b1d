import Foundation
import Testing

/// What the pages show as Swift is compiled: it stands in this folder's examples, line by line.
@Suite("Examples on the pages")
struct ExamplePageTests {
  /// Lines without their indentation; blank ones and imports, which stand at the top, do not count.
  static func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("import ") }
  }

  /// The Swift of a page: what stands between ```swift and ```, both perhaps indented.
  static func blocks(_ page: String) -> [[String]] {
    var blocks: [[String]] = []
    var block: [Substring]?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if block == nil {
        if trimmed == "```swift" { block = [] }
      } else if trimmed == "```" {
        blocks.append(lines((block ?? []).joined(separator: "\n")))
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }

  static func examples() throws -> [[String]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix("Examples.swift") }
      .map { lines(try CataloguePages.text(folder.appendingPathComponent($0))) }
  }

  @Test("each block of Swift on a page stands in an example that is compiled")
  func compiled() throws {
    let examples = try Self.examples()
    var count = 0
    for (name, page) in try CataloguePages.all() {
      for block in Self.blocks(page) {
        count += 1
        let isFound = examples.contains { Self.contains(block, in: $0) }
        #expect(isFound, "\(name) shows what no example has:\n\(block.joined(separator: "\n"))")
      }
    }
    #expect(count > 10)
  }

  @Test("a block with one other letter is not found")
  func wrong() throws {
    let examples = try Self.examples()
    var block = try #require(Self.blocks(try CataloguePages.page("Guide")).first)
    #expect(examples.contains { Self.contains(block, in: $0) })
    block[block.count - 1] += "x"
    #expect(!examples.contains { Self.contains(block, in: $0) })
  }

  static func contains(_ block: [String], in lines: [String]) -> Bool {
    guard let first = block.first, lines.count >= block.count else { return false }
    return (0...lines.count - block.count).contains { start in
      lines[start] == first && Array(lines[start..<start + block.count]) == block
    }
  }
}
