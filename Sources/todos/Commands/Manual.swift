import ArgumentParser
import CommandLineKit

/// What `Assets/manpages` keeps in `Assets/man`.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Prints the manual page.",
    discussion: "Example:\n  todos manual | man -l -", shouldDisplay: false)

  func run() throws {
    let page = try ManualPage(dump: Todos._dumpHelp())
    let text = page.text(sections: [
      (
        "Environment",
        """
        TODOS_DB names the database, else todos/todos.sqlite in XDG_DATA_HOME or ~/.local/share is used. \
        A variable NO_COLOR turns colours off.
        """
      ),
      (
        "Completion",
        """
        Scripts for the Tab key, with the numbers, projects and tags of the list:
          todos --generate-completion-script bash > ~/.local/share/bash-completion/completions/todos
          todos --generate-completion-script zsh > ~/.zfunc/_todos
          todos --generate-completion-script fish > ~/.config/fish/completions/todos.fish
        """
      ),
    ])
    try Output.line(String(text.dropLast()))
  }
}
