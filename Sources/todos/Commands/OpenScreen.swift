import ArgumentParser
import Screen
import TodoApp

/// `todos`: the screen.
struct OpenScreen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen",
    abstract: "Opens the list on the whole terminal (without a command: this).",
    discussion: """
      Examples:
        todos
        todos --observer
        todos --queue-writes
        todos --theme dark --no-mouse
        todos --keys 'aBuy milk<Enter>'
      """)

  @OptionGroup var location: Location
  @Flag(help: "Only look: never lead.") var observer = false
  @Flag(help: "When another tab leads, queue changes for it (the key w).") var queueWrites = false
  @Flag(help: "Write without leading. Two that do overwrite each other: for repairs.")
  var allowNonLeaderWrites = false
  @Option(help: ArgumentHelp("How long a silent leader is believed.", valueName: "seconds"))
  var lease = 1.2
  @OptionGroup var look: LookOptions
  @Option(help: ArgumentHelp("Keys to press at the start: 'aBuy milk<Enter>'.", valueName: "keys"))
  var keys = ""

  func validate() throws {
    guard (0.15...3_600).contains(lease) else {
      throw ValidationError("--lease takes seconds, from 0.15 to 3600.")
    }
    do { _ = try KeyScript.keys(keys) } catch { throw ValidationError("--keys: \(error).") }
  }

  func run() throws {
    if look.printSettings {
      print(Settings.template, terminator: "")
      return
    }
    var program = ScreenProgram(
      path: try location.pathWithFolder(), settings: try look.settings())
    program.isObserver = observer
    program.queueWrites = queueWrites
    program.allowsNonLeaderWrites = allowNonLeaderWrites
    program.lease = .milliseconds(Int64(lease * 1_000))
    program.keys = try KeyScript.keys(keys)
    try program.run()
  }
}
