import ArgumentParser
import CommandLineKit

/// `todos`: the screen without a command, commands for scripts and quick additions.
struct Todos: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "todos",
    abstract: "A todo list that several terminals share.",
    discussion: """
      Without a command, opens the screen. Open it in as many terminals as you like: one of them \
      leads and writes, the others follow live, and take over when it goes away.

      Examples:
        todos
        todos --db work.sqlite
        todos add "Buy milk" --tag home --due tomorrow
        todos list '#home'
        todos done 42

      The screen's options: todos screen --help.
      """,
    version: VersionLine.text,
    subcommands: [
      OpenScreen.self, Add.self, List.self, Done.self, Undone.self, Remove.self, Edit.self,
      ClearDone.self, Undo.self, Redo.self, Import.self,
      Export.self,
      Status.self, Watch.self, Metrics.self, Doctor.self,
      Demo.self, DemoNarrator.self, Manual.self,
    ],
    defaultSubcommand: OpenScreen.self)

  /// Lets the database stand before the command as well: `todos --db work.sqlite list`.
  static func reordered(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var location: [String] = []
    while let option = rest.first {
      if option == "--db", rest.count > 1 {
        location += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if option.hasPrefix("--db=") {
        location.append(option)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let command = rest.first, commands.contains(command) else { return arguments }
    let own = Array(rest.dropFirst())
    return [command] + location + (command == "list" ? query(own) : own)
  }

  /// Lets what must not be so stand among the rest, `todos list -#home`, where the parser would take
  /// it for options.
  private static func query(_ arguments: [String]) -> [String] {
    guard !arguments.contains("--") else { return arguments }
    let opposites = arguments.filter { argument in
      let rest = argument.dropFirst()
      return argument.hasPrefix("-")
        && (rest.first.map { "#+!\"".contains($0) } == true
          || ["is:", "has:", "id:", "due:", "due<", "due>", "due="].contains(where: rest.hasPrefix))
    }
    if opposites.isEmpty { return arguments }
    return arguments.filter { !opposites.contains($0) } + ["--"] + opposites
  }

  /// Whether `error` is a request for help and not a failure.
  static func isParserMatter(_ error: any Error) -> Bool {
    error is CleanExit || exitCode(for: error) == .success
  }
}
