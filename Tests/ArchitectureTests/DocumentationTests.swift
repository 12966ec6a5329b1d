import Foundation
import Testing

/// What the pages and the README name is there.
@Suite("What the documentation names")
struct DocumentationTests {
  static let root = ModuleTests.sources.deletingLastPathComponent()

  /// Every Markdown file of the repository that is kept, with its folder.
  static func pages() throws -> [(name: String, folder: URL, text: String)] {
    let files =
      try ["Sources/Penholder/Penholder.docc", ".github"].flatMap { folder in
        try FileManager.default.contentsOfDirectory(
          at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "md" }
      } + [root.appendingPathComponent("README.md")]
    return try files.map {
      (
        $0.lastPathComponent, $0.deletingLastPathComponent(),
        try String(contentsOf: $0, encoding: .utf8)
      )
    }
  }

  /// The paths that a text names: `Sources/…`, `Tests/…`, `Assets/…`, between backquotes or in a
  /// command's place, without arguments.
  static func paths(_ text: String) -> [String] {
    text.matches(of: /(?:^|[`\s(])((?:Sources|Tests|Assets|\.ci|\.github)\/[\w.+\/-]*)/).map {
      String($0.1)
    }
  }

  /// The tests that a text names: `LeaderStories.groupCommit`, or a whole suite.
  static func tests(_ text: String) -> [(type: String, function: String?)] {
    text.matches(of: /`([A-Z]\w+(?:Stories|Tests))(?:\.(\w+))?`/).map {
      (String($0.1), $0.2.map(String.init))
    }
  }

  @Test("every file and folder that a page names exists")
  func files() throws {
    var count = 0
    for page in try Self.pages() {
      for path in Self.paths(page.text) {
        count += 1
        let place = Self.root.appendingPathComponent(path).path
        #expect(FileManager.default.fileExists(atPath: place), "\(page.name) names \(path)")
      }
    }
    #expect(count > 60)
  }

  @Test("every test that a page names exists")
  func tests() throws {
    let files = FileManager.default.enumerator(atPath: Self.root.path + "/Tests")
    let sources = try (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOfFile: Self.root.path + "/Tests/" + $0, encoding: .utf8) }
    var count = 0
    for page in try Self.pages() {
      for (type, function) in Self.tests(page.text) {
        // A whole target of tests.
        if FileManager.default.fileExists(atPath: Self.root.path + "/Tests/" + type) { continue }
        count += 1
        let isThere = sources.contains { source in
          source.contains("struct \(type) {")
            && (function.map { source.contains("func \($0)(") } ?? true)
        }
        #expect(isThere, "\(page.name) names \(type).\(function ?? "")")
      }
    }
    #expect(count > 40)
  }

  @Test("every link to a file leads to one")
  func links() throws {
    for page in try Self.pages() {
      for link in page.text.matches(of: /\]\(([^)#]+)(?:#[^)]*)?\)/).map({ String($0.1) })
      where !link.contains(":") {
        let place = page.folder.appendingPathComponent(link).path
        #expect(FileManager.default.fileExists(atPath: place), "\(page.name) links to \(link)")
      }
    }
  }

  @Test("paths and tests are found in a text, and nothing else")
  func finding() {
    #expect(
      Self.paths("see `Sources/A/B+C.swift`, run Assets/test (or `.ci/run`); MySources/x")
        == ["Sources/A/B+C.swift", "Assets/test", ".ci/run"])
    let tests = Self.tests("`LeaderStories.groupCommit`, `ContentionStories` and `Layout.swift`")
    #expect(tests.map(\.type) == ["LeaderStories", "ContentionStories"])
    #expect(tests.map(\.function) == ["groupCommit", nil])
  }
}
