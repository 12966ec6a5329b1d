import Foundation
import Testing

/// The house's rules: who may import whom. Arrows point down only.
@Suite("Modules")
struct ModuleTests {
  /// What each target may import. What is not listed here must not exist.
  static let allowed: [String: Set<String>] = [
    "CPlatform": [], "CTerminal": [], "CNcurses": [], "CSQLite": [],
    "SharedMemory": ["CPlatform", "Glibc", "Synchronization"],
    "PenholderCore": [],
    "Penholder": [
      "PenholderCore", "SharedMemory", "GRDB", "GRDBSQLite", "Logging", "Foundation",
      "Synchronization",
    ],
    "PenholderMetrics": ["Penholder", "PenholderCore", "CoreMetrics", "Synchronization"],
    "Screen": [],
    "Spawning": ["Glibc"],
    "NcursesScreen": ["Screen", "CNcurses", "CTerminal", "Glibc", "Foundation"],
    "TodoApp": ["Penholder", "Screen", "GRDB", "Foundation", "Glibc", "Synchronization"],
    "CommandLineKit": [
      "CSQLite", "Penholder", "GRDB", "ArgumentParser", "Foundation", "Glibc", "Synchronization",
    ],
    "todos": [
      "TodoApp", "Screen", "NcursesScreen", "Penholder", "CommandLineKit", "ArgumentParser",
      "Foundation", "Glibc", "Synchronization", "Logging", "GRDB", "CTerminal",
      "Spawning",
    ],
    "penholder-tool": [
      "Penholder", "CommandLineKit", "ArgumentParser", "Foundation", "Glibc", "Synchronization",
      "GRDB", "Logging",
    ],
    "penholder-bench": [
      "Spawning", "Penholder", "PenholderCore", "SharedMemory", "CPlatform", "ArgumentParser",
      "Foundation",
      "Glibc", "GRDB", "GRDBSQLite", "Histogram", "Synchronization",
    ],
    // Only what an app of one's own would import.
    "Examples": ["Penholder", "GRDB", "Foundation"],
  ]

  /// The one place of the rules that knows the library: for the overlay, which is a value too.
  static let overlay = "TodoApp/State/PendingEdits.swift"

  /// Views of the todo app know nothing of the store.
  static let pure = [
    "TodoApp/Model", "TodoApp/State", "TodoApp/Reduce", "TodoApp/View", "TodoApp/Settings",
    "TodoApp/Formats",
  ]

  static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

  struct Source {
    let target: String
    let path: String
    let imports: [String]
    let lines: Int
  }

  static func swiftFiles() throws -> [Source] {
    let files = FileManager.default.enumerator(atPath: sources.path)
    return try (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.map {
      path in
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let imports = lines.compactMap { line -> String? in
        let words = line.split(separator: " ")
        guard let at = words.firstIndex(of: "import"), isImport(words[..<at]) else { return nil }
        return words.last.map { String($0.split(separator: ".")[0]) }
      }
      return Source(
        target: String(path.prefix { $0 != "/" }), path: path, imports: imports, lines: lines.count)
    }
  }

  /// Whether what stands before the word makes it one: attributes and access, not an example's text.
  private static func isImport(_ words: ArraySlice<Substring>) -> Bool {
    words.allSatisfy {
      $0.hasPrefix("@") || ["public", "package", "internal", "private", "fileprivate"].contains($0)
    }
  }

  @Test("every file imports only what its floor may")
  func imports() throws {
    let files = try Self.swiftFiles()
    #expect(files.count > 30)
    for file in files {
      let allowed = try #require(Self.allowed[file.target], "unknown target \(file.target)")
      for name in file.imports {
        #expect(allowed.contains(name), "\(file.path) imports \(name)")
      }
    }
  }

  @Test("the todo app's rules and pictures do not know the store")
  func pureParts() throws {
    for file in try Self.swiftFiles()
    where Self.pure.contains(where: { file.path.hasPrefix($0) }) {
      let allowed =
        switch file.path {
        case Self.overlay: ["Penholder"]
        // JSON's encoder and decoder, which touch no file.
        case "TodoApp/Formats/EntryJSON.swift": ["Foundation"]
        default: ["Screen"]
        }
      #expect(
        file.imports.allSatisfy(allowed.contains), "\(file.path) imports \(file.imports)")
    }
  }

  @Test("no file has grown beyond 400 lines")
  func sizes() throws {
    for file in try Self.swiftFiles() {
      #expect(file.lines <= 400, "\(file.path) has \(file.lines) lines")
    }
  }

  @Test("an example is read in one go: no file of one has more than 120 lines")
  func examples() throws {
    let files = try Self.swiftFiles().filter { $0.target == "Examples" }
    #expect(files.count > 5)
    for file in files { #expect(file.lines <= 120, "\(file.path) has \(file.lines) lines") }
  }

  @Test("the library logs at debug and trace only: what is worth more is an error or a metric")
  func logLevels() throws {
    let louder = ["info", "notice", "warning", "error", "critical"]
    for file in try Self.swiftFiles() where file.target.hasPrefix("Penholder") {
      let url = Self.sources.appendingPathComponent(file.path)
      let text = try String(contentsOf: url, encoding: .utf8)
      for level in louder {
        #expect(!text.contains(".\(level)("), "\(file.path) logs at \(level)")
        #expect(!text.contains("level: .\(level)"), "\(file.path) logs at \(level)")
      }
    }
  }

  @Test("unchecked Sendable and unsafe code stay where they are explained")
  func unsafePlaces() throws {
    for file in try Self.swiftFiles() {
      let url = Self.sources.appendingPathComponent(file.path)
      let text = try String(contentsOf: url, encoding: .utf8)
      if text.contains("@unchecked Sendable") {
        #expect(text.contains("SAFETY:"), "\(file.path) does not say why it is safe")
      }
    }
  }
}
