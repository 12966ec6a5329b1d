import Foundation
import TestSupport
import Testing

@Suite("Installing")
struct InstallationStories {
  private static let install =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/Assets/install"

  /// What lies below a folder, files only.
  private static func files(_ folder: String) throws -> [String] {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try all.filter { path in
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
      return attributes[.type] as? FileAttributeType == .typeRegular
    }.sorted()
  }

  @Test(
    "puts programs, manual pages and completions where shells look, and takes exactly them away")
  func places() async throws {
    // Into a folder that does not exist yet, with a blank in its name; the programs are those of this
    // build. Somebody else's file is there when all is taken away again.
    let folder = NSTemporaryDirectory() + "install \(UUID().uuidString)"
    let programs = [
      "PENHOLDER_BIN": URL(fileURLWithPath: Program.todos).deletingLastPathComponent().path
    ]
    // What stays behind in the temporary folder is no reason to fail.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let installed = try await Program.run(Self.install, [folder], environment: programs)
    #expect(installed.exit == 0, "\(installed)")
    let expected = ["penholder", "todos"].flatMap { name in
      [
        "bin/\(name)", "share/man/man1/\(name).1", "share/bash-completion/completions/\(name)",
        "share/zsh/site-functions/_\(name)", "share/fish/vendor_completions.d/\(name).fish",
      ]
    }
    #expect(try Self.files(folder) == expected.sorted())
    for name in ["penholder", "todos"] {
      let version = try await Program.run("\(folder)/bin/\(name)", ["--version"])
      #expect(version.exit == 0 && version.output.contains("(coordination file layout "))
      #expect(installed.output.contains("/bin/\(name)  \(version.output)"))
      let script = "\(folder)/share/bash-completion/completions/\(name)"
      let bash = try await Program.run("bash", ["-c", ". '\(script)' && complete -p \(name)"])
      #expect(bash.exit == 0 && bash.output.hasSuffix(" \(name)\n"), "\(bash)")
    }
    let other = folder + "/bin/other"
    try Data("another program".utf8).write(to: URL(fileURLWithPath: other))
    // Once more over it, and away.
    #expect(try await Program.run(Self.install, [folder], environment: programs).exit == 0)
    let removed = try await Program.run(Self.install, ["--uninstall", folder])
    #expect(removed.exit == 0 && removed.errors == "", "\(removed)")
    #expect(try Self.files(folder) == ["bin/other"])
  }

  @Test("an option that does not exist installs nothing")
  func misuse() async throws {
    let wrong = try await Program.run(Self.install, ["--remove"])
    #expect(wrong.exit == 64 && wrong.errors.hasPrefix("Usage: "))
  }
}
