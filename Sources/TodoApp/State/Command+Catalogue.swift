import Screen

extension Command {
  /// What the catalogue knows of a command.
  public struct Entry: Hashable, Sendable {
    /// What it does, for the palette: `Half a page down`.
    public let title: String
    /// The same for help, where commands that follow each other with the same topic share a line.
    public let topic: String
    /// The keys that do it unless settings say otherwise; the first one is named in hints.
    public let keys: [Key]
    /// Where these keys do it.
    public let scopes: Set<Scope>
    /// Whether it changes data, and so does nothing in a tab that may not write.
    public let writes: Bool

    init(
      _ title: String, _ script: String, in scopes: Set<Scope> = [.list], topic: String? = nil,
      writes: Bool = false
    ) {
      self.title = title
      self.topic = topic ?? title.prefix(1).lowercased() + title.dropFirst()
      do { keys = try KeyScript.keys(script) } catch {
        preconditionFailure("the catalogue's keys for \(title): \(error)")
      }
      self.scopes = scopes
      self.writes = writes
    }
  }

  /// What the catalogue knows of it. Complexity: O(1).
  public var entry: Entry {
    guard let entry = Self.entries[self] else { preconditionFailure("every command has an entry") }
    return entry
  }

  /// What it does, for the palette.
  public var title: String { entry.title }
  /// Whether it changes data, and so does nothing in a tab that may not write.
  public var writes: Bool { entry.writes }
  /// Whether the palette offers it: what is about the list, or about the app.
  public var isInPalette: Bool {
    entry.scopes.contains(.list) && self != .palette && self != .cancel
  }

  private static let entries = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, $0.written) })

  private static let text: Set<Scope> = [.line, .lines, .menu]
  private static let everywhere = Set(Scope.allCases)

  private var written: Entry {
    switch self {
    case .moveDown: Entry("Down", "j<Down>", in: [.list, .page], topic: "down, up")
    case .moveUp: Entry("Up", "k<Up>", in: [.list, .page], topic: "down, up")
    case .halfPageDown:
      Entry("Half a page down", "<C-d>", in: [.list, .page], topic: "half a page down, up")
    case .halfPageUp:
      Entry("Half a page up", "<C-u>", in: [.list, .page], topic: "half a page down, up")
    case .pageDown:
      Entry("A page down", "<PgDn>", in: [.list, .page, .lines], topic: "a page down, up")
    case .pageUp:
      Entry("A page up", "<PgUp>", in: [.list, .page, .lines], topic: "a page down, up")
    case .first:
      Entry("To the first", "g<Home>", in: [.list, .page], topic: "to the first, to the last")
    case .last:
      Entry("To the last", "G<End>", in: [.list, .page], topic: "to the first, to the last")

    case .add: Entry("Add a todo", "a", writes: true)
    case .addSubtask: Entry("Add a part of this todo", "A", writes: true)
    case .edit: Entry("Edit the title in place", "e<Enter>", writes: true)
    case .editNotes: Entry("Edit the notes", "E", writes: true)
    case .toggleDone: Entry("Done, or open again", "x", writes: true)
    case .delete: Entry("Delete", "d", topic: "delete (undo brings it back)", writes: true)
    case .clearDone:
      Entry("Take out what is done", "D", topic: "take out all that is done", writes: true)
    case .undo: Entry("Take back this tab's last change", "u", writes: true)
    case .redo: Entry("Do again what was taken back", "<C-r>", writes: true)
    case .mark: Entry("Mark and go on", "<Space>", topic: "mark: one, a range, all")
    case .markRange: Entry("Mark a range", "v", topic: "mark: one, a range, all")
    case .markAll: Entry("Mark all", "V", topic: "mark: one, a range, all")
    case .priority: Entry("Set the priority", "p", writes: true)
    case .due: Entry("Set when it is due", "t", writes: true)
    case .recurrence: Entry("Set when it comes again", "r", writes: true)
    case .tag: Entry("Set tags", "#", writes: true)
    case .project: Entry("Set the project", "+", writes: true)
    case .indent:
      Entry(
        "Make it a part of the one above", ">", topic: "part of the one above, or not", writes: true
      )
    case .outdent:
      Entry(
        "Make it no part any more", "<lt>", topic: "part of the one above, or not", writes: true)
    case .moveTodoDown:
      Entry("Move the todo down", "J", topic: "move the todo down, up", writes: true)
    case .moveTodoUp: Entry("Move the todo up", "K", topic: "move the todo down, up", writes: true)

    case .details: Entry("All about this todo", "i", topic: "all about this todo, notes and all")
    case .filter: Entry("Filter while typing", "/")
    case .nextMatch: Entry("Next match", "n", topic: "next match, previous one")
    case .previousMatch: Entry("Previous match", "N", topic: "next match, previous one")
    case .cancel: Entry("Clear", "<Esc>", topic: "clear marks, filter, message")
    case .sort: Entry("Sort", "s")
    case .savedFilters: Entry("Saved filters", "f")
    case .nextView: Entry("Next view", "<Tab>", topic: "next view, previous one")
    case .previousView: Entry("Previous view", "<S-Tab>", topic: "next view, previous one")
    case .view1, .view2, .view3, .view4, .view5, .view6, .view7, .view8, .view9:
      Entry("View \(viewNumber ?? 0)", "\(viewNumber ?? 0)", topic: "the view of this number")

    case .palette: Entry("All commands", ":<C-p>")
    case .help:
      Entry("Help", "?<F1>", in: [.list, .line, .lines, .menu], topic: "this help")
    case .leadership:
      Entry("Leadership: ask, hand over", "L", topic: "who leads; ask for it, hand it over")
    case .queueing:
      Entry("Read-only or queue", "w", topic: "in a follower: read-only, or queue changes")
    case .metrics: Entry("All measurements", "M")
    case .log: Entry("The messages so far", "!")
    case .copy: Entry("Copy the title", "y")
    case .redraw: Entry("Draw the screen anew", "<C-l>", in: Self.everywhere)
    case .suspend:
      Entry("Suspend", "<C-z>", in: Self.everywhere, topic: "hand over and suspend")
    case .quit: Entry("Quit", "q<C-c>", in: [.list, .page], topic: "hand over and quit")

    case .save: Entry("Save", "<Enter><C-s>", in: [.line, .lines])
    case .saveAndGoOn: Entry("Save, and add another", "<C-n>", in: [.line])
    case .newLine: Entry("A new line", "<Enter><A-Enter><C-j>", in: [.lines])
    case .leave: Entry("Leave it as it was", "<Esc><C-c>", in: Self.text)
    case .charLeft: Entry("One to the left", "<Left><C-b>", in: Self.text)
    case .charRight: Entry("One to the right", "<Right><C-f>", in: Self.text)
    case .wordLeft: Entry("A word to the left", "<C-Left><A-b><A-Left>", in: Self.text)
    case .wordRight: Entry("A word to the right", "<C-Right><A-f><A-Right>", in: Self.text)
    case .lineStart: Entry("To the start", "<Home><C-a>", in: Self.text)
    case .lineEnd: Entry("To the end", "<End><C-e>", in: Self.text)
    case .lineUp: Entry("A line up", "<Up><C-p>", in: [.lines])
    case .lineDown: Entry("A line down", "<Down><C-n>", in: [.lines])
    case .textStart: Entry("To the start of the text", "<C-Home>", in: [.lines])
    case .textEnd: Entry("To the end of the text", "<C-End>", in: [.lines])
    case .deleteLeft: Entry("Delete before the cursor", "<BS>", in: Self.text)
    case .deleteRight: Entry("Delete under the cursor", "<Del><C-d>", in: Self.text)
    case .killToBlank: Entry("Cut back to the blank", "<C-w>", in: Self.text)
    case .killWordLeft: Entry("Cut the word before", "<A-BS>", in: Self.text)
    case .killWordRight: Entry("Cut the word after", "<A-d><C-Del>", in: Self.text)
    case .killToStart: Entry("Cut to the start", "<C-u>", in: Self.text)
    case .killToEnd: Entry("Cut to the end", "<C-k>", in: Self.text)
    case .yank: Entry("Put in what was cut", "<C-y>", in: Self.text)

    case .nextChoice: Entry("Next choice", "<Down><C-n><Tab>", in: [.menu])
    case .previousChoice: Entry("Previous choice", "<Up><C-p><S-Tab>", in: [.menu])
    case .choose: Entry("Choose", "<Enter>", in: [.menu])
    }
  }
}
