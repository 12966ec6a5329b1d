import Foundation

/// A manual page (man(7)) of a program and all its commands, made from what the argument parser knows
/// of them, so that the two cannot differ.
package struct ManualPage {
  /// What `--experimental-dump-help` prints, as far as it matters here.
  private struct Dump: Decodable {
    var command: Command
  }

  private struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var arguments: [Argument]?
    var subcommands: [Command]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var defaultValue: String?
    var allValues: [String]?
  }

  private let root: Command

  /// - Parameter dump: the parser's description of the root command, JSON.
  package init(dump: String) throws {
    root = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - sections: more of them, before the exit codes.
  package func text(sections: [(title: String, text: String)] = []) -> String {
    let name = root.commandName
    var lines = [
      #".\" Made by Assets/manpages from the program's own help. Do not edit."#,
      ".TH \(name.uppercased()) 1", ".SH NAME",
      "\(name) \\- \(Self.escaped(Self.uncapitalised(root.abstract ?? "")))",
      ".SH SYNOPSIS", ".B \(name)", ".RI [ command ] \" \" [ options ]", ".SH DESCRIPTION",
    ]
    lines += Self.paragraphs(root.discussion ?? "")
    lines.append(".SH COMMANDS")
    for command in root.subcommands ?? [] where isShown(command) {
      lines += self.command(command)
    }
    lines += [
      ".SH OPTIONS",
      ".TP", #"\fB\-\-help\fP"#, "Of the program and of each command: explains it.",
      ".TP", #"\fB\-\-version\fP"#, "Prints the version.",
    ]
    for section in sections {
      lines.append(".SH \(section.title.uppercased())")
      lines += Self.paragraphs(section.text)
    }
    lines.append(".SH EXIT STATUS")
    for (code, meaning) in Self.codes {
      lines += [".TP", ".B \(code)", Self.escaped(meaning)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let codes = [
    (0, "Done."), (64, "Wrong usage."), (65, "Bad input data."), (66, "No such file."),
    (69, "No leader in time, or something that is needed is not there."), (73, "Cannot create."),
    (74, "Input or output failed."), (75, "Not done in time and not applied: try again."),
    (76, "Not known whether it was carried out: look before you repeat it."),
    (77, "Not permitted: not the leader, or read-only."),
  ]

  private func isShown(_ command: Command) -> Bool {
    (command.shouldDisplay ?? true) && command.commandName != "help"
  }

  private func command(_ command: Command) -> [String] {
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay }
    let shown = arguments.filter { argument in
      // Every command has these two; they stand at the end.
      argument.names?.contains { ["help", "version"].contains($0.name) } != true
    }
    let places = shown.filter { $0.kind == "positional" }.map { argument in
      let name = (argument.valueName ?? "") + (argument.isRepeating ? " ..." : "")
      return argument.isOptional ? "[\(name)]" : name
    }
    let head = [root.commandName, command.commandName]
    let synopsis = places.isEmpty ? "" : " \\fI\(Self.escaped(places.joined(separator: " ")))\\fP"
    var lines = [
      ".SS \"\(head.joined(separator: " "))\(synopsis)\"", Self.line(command.abstract ?? ""),
    ]
    lines +=
      Self.paragraphs(command.discussion ?? "").isEmpty
      ? [] : [".PP"] + Self.paragraphs(command.discussion ?? "")
    for argument in shown {
      guard let text = argument.abstract ?? (argument.kind == "positional" ? "" : nil) else {
        lines += [".TP", Self.names(of: argument)]
        continue
      }
      lines += [".TP", Self.names(of: argument), Self.line(text + Self.values(of: argument))]
    }
    return lines
  }

  private static func names(of argument: Argument) -> String {
    let value = argument.valueName.map { escaped($0) } ?? "value"
    if argument.kind == "positional" { return "\\fI\(value)\\fP" }
    let names = (argument.names ?? []).map { name in
      "\\fB\(escaped((name.kind == "short" ? "-" : "--") + name.name))\\fP"
    }
    let joined = names.joined(separator: ", ")
    return argument.kind == "option" ? "\(joined) \\fI\(value)\\fP" : joined
  }

  private static func values(of argument: Argument) -> String {
    guard argument.kind == "option" else { return "" }
    // Where the parser lists the values and the help text does as well, once is enough.
    let listed = argument.allValues?.filter { argument.abstract?.contains($0) != true } ?? []
    let values = listed.isEmpty ? "" : " One of: \(listed.joined(separator: ", "))."
    let isSaid = argument.abstract?.contains("default") == true
    let standard = argument.defaultValue.flatMap { $0.isEmpty || isSaid ? nil : " Default: \($0)." }
    return values + (standard ?? "")
  }

  // MARK: Text

  /// Lines that are indented stay as they are: examples and lists.
  private static func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    var isExample = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isIndented = line.hasPrefix("  ")
      if isIndented != isExample {
        lines += isIndented ? [".RS", ".nf"] : [".fi", ".RE"]
        isExample = isIndented
      }
      if line.allSatisfy(\.isWhitespace) {
        if !lines.isEmpty { lines.append(".PP") }
      } else {
        lines.append(self.line(isIndented ? String(line.dropFirst(2)) : String(line)))
      }
    }
    if isExample { lines += [".fi", ".RE"] }
    return lines
  }

  /// A line that begins with a dot would be a request.
  private static func line(_ text: String) -> String {
    let escaped = escaped(text)
    return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      // As typed; groff would make them typographic.
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "\u{0}"..."\u{7E}": result.unicodeScalars.append(scalar)
      default: result += "\\[u\(String(scalar.value, radix: 16, uppercase: true).padded(4))]"
      }
    }
    return result
  }

  private static func uncapitalised(_ text: String) -> String {
    let text = text.hasSuffix(".") ? String(text.dropLast()) : text
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

extension String {
  /// With zeros before it, so many characters long at least.
  fileprivate func padded(_ count: Int) -> String {
    String(repeating: "0", count: max(0, count - self.count)) + self
  }
}
