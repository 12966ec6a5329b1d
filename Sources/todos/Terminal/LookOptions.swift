import ArgumentParser
import CommandLineKit
import Foundation
import NcursesScreen
import TodoApp

import struct Screen.Theme

/// How the screen looks and what it takes from the terminal: the file of settings, and options that
/// come before it.
struct LookOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file of settings (default: todos/config in the user's folder of settings).",
      valueName: "path"), completion: .file())
  var config: String?
  @Option(
    help: ArgumentHelp(
      "Colours: \(Theme.all.map(\.name).joined(separator: ", ")).", valueName: "name"),
    completion: .list(Theme.all.map(\.name)))
  var theme: String?
  @Flag(help: "Only characters that every terminal has.") var ascii = false
  @Flag(help: "No colours; so does a variable NO_COLOR.") var noColor = false
  @Flag(inversion: .prefixedNo, help: "Whether clicks and the wheel come to the app.")
  var mouse: Bool?
  @Flag(help: "Words instead of boxes and rules, for who has the screen read out.")
  var accessible = false
  @Flag(help: "Prints a file of settings with all that there is, and opens nothing.")
  var printSettings = false

  func validate() throws {
    guard let theme, Theme.named(theme) == nil else { return }
    let names = Theme.all.map(\.name)
    let meant = Nearest.word(to: theme, among: names).map { " Did you mean \($0)?" } ?? ""
    throw ValidationError(
      "--theme: there is no theme '\(theme)'.\(meant) There are \(names.joined(separator: ", ")).")
  }

  /// What the file says, and the options over it.
  ///
  /// - Throws: `SettingsFile.Mistakes` for lines that are wrong, `Failure` for a file that cannot be
  ///   read.
  func settings() throws -> Settings {
    var settings = try Self.settings(config: config, theme: theme, noColor: noColor)
    if ascii { settings.ascii = true }
    if let mouse { settings.mouse = mouse }
    if accessible { settings.accessible = true }
    return settings
  }

  /// What the file says, and the colours that are wanted.
  static func settings(
    config: String? = nil, theme: String? = nil, noColor: Bool = false
  ) throws -> Settings {
    let environment = ProcessInfo.processInfo.environment
    var settings = try SettingsFile.read(named: config, environment)
    if let name = theme, let theme = Theme.named(name) { settings.theme = theme }
    // Who names a theme on the command line wants its colours, as no-color.org has it.
    let isPlain = noColor || (theme == nil && environment["NO_COLOR"].map { !$0.isEmpty } == true)
    if isPlain && settings.theme.hasColours { settings.theme = .mono }
    return settings
  }
}

/// The user's file of settings.
enum SettingsFile {
  /// What it says; what nobody settled is as usual, and so is everything without a file.
  static func read(named path: String?, _ environment: [String: String]) throws -> Settings {
    guard let file = path.map({ ($0 as NSString).expandingTildeInPath }) ?? standard(environment)
    else { return Settings() }
    guard path != nil || FileManager.default.fileExists(atPath: file) else { return Settings() }
    let data: Data
    do { data = try contents(of: file) } catch {
      throw Failure(
        "The settings in \(file) cannot be read. --config /dev/null goes without.", exit: 66)
    }
    let (settings, problems) = Settings.read(String(decoding: data, as: UTF8.self))
    guard problems.isEmpty else {
      throw Mistakes(sentences: problems.map { $0.sentence(file: file) })
    }
    return settings
  }

  /// Lines that are wrong, a sentence each: they are told one a line.
  struct Mistakes: Error {
    var sentences: [String]
  }

  /// No more than is read of it, and a byte that shows that there is more.
  private static func contents(of file: String) throws -> Data {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
    defer { try? handle.close() }  // it was only read
    return try handle.read(upToCount: Settings.fileLimit + 1) ?? Data()
  }

  /// `$XDG_CONFIG_HOME/todos/config`, else `~/.config/todos/config`.
  static func standard(_ environment: [String: String]) -> String? {
    // The standard says to ignore what is not absolute.
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/todos/config"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.config/todos/config"
  }
}
