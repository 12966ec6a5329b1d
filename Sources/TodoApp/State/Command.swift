/// Everything that a key, the command palette or a setting can ask for: one catalogue for the
/// key map, the help, the palette and the settings file.
///
/// The raw value is the name in settings (`key.half-page-down = <C-d>`) and never changes. The order
/// is that of help and palette.
public enum Command: String, Hashable, Sendable, CaseIterable {
  // Moving in the list and in pages over it.
  case moveDown = "move-down"
  case moveUp = "move-up"
  case halfPageDown = "half-page-down"
  case halfPageUp = "half-page-up"
  case pageDown = "page-down"
  case pageUp = "page-up"
  case first = "top"
  case last = "bottom"

  // Changing todos.
  case add
  case addSubtask = "add-subtask"
  case edit
  case editNotes = "edit-notes"
  case toggleDone = "done"
  case delete
  case clearDone = "clear-done"
  case undo
  case redo
  case mark
  case markRange = "mark-range"
  case markAll = "mark-all"
  case priority
  case due
  case recurrence = "repeat"
  case tag
  case project
  case indent
  case outdent
  case moveTodoDown = "move-todo-down"
  case moveTodoUp = "move-todo-up"

  // Choosing what is shown.
  case details
  case filter
  case nextMatch = "next-match"
  case previousMatch = "previous-match"
  case cancel = "clear"
  case sort
  case savedFilters = "saved-filters"
  case nextView = "next-view"
  case previousView = "previous-view"
  case view1 = "view-1"
  case view2 = "view-2"
  case view3 = "view-3"
  case view4 = "view-4"
  case view5 = "view-5"
  case view6 = "view-6"
  case view7 = "view-7"
  case view8 = "view-8"
  case view9 = "view-9"

  // The app.
  case palette
  case help
  case leadership
  case queueing = "queue"
  case metrics
  case log
  case copy
  case redraw
  case suspend
  case quit

  // Writing text. Where Enter makes a new line, it comes before saving: K1 in `Keymap`.
  case save
  case saveAndGoOn = "save-and-go-on"
  case newLine = "new-line"
  case leave
  case charLeft = "char-left"
  case charRight = "char-right"
  case wordLeft = "word-left"
  case wordRight = "word-right"
  case lineStart = "line-start"
  case lineEnd = "line-end"
  case lineUp = "line-up"
  case lineDown = "line-down"
  case textStart = "text-start"
  case textEnd = "text-end"
  case deleteLeft = "delete-left"
  case deleteRight = "delete-right"
  case killToBlank = "kill-to-blank"
  case killWordLeft = "kill-word-left"
  case killWordRight = "kill-word-right"
  case killToStart = "kill-to-start"
  case killToEnd = "kill-to-end"
  case yank

  // Choosing from a menu under the text that narrows it.
  case nextChoice = "next-choice"
  case previousChoice = "previous-choice"
  case choose

  /// The command that opens the view of this number, 1 to 9.
  public static func view(_ number: Int) -> Command? { Command(rawValue: "view-\(number)") }

  /// The number of the view that it opens.
  public var viewNumber: Int? {
    rawValue.hasPrefix("view-") ? Int(rawValue.dropFirst(5)) : nil
  }
}

/// Where keys are read: the same key may mean one thing in the list and another in a text.
public enum Scope: Hashable, Sendable, CaseIterable {
  /// The list.
  case list
  /// A page over the list that is only read.
  case page
  /// A text of one line.
  case line
  /// A text of several lines.
  case lines
  /// A text of one line with choices below it.
  case menu

  /// Whether keys that write are text here, and so never commands.
  public var isText: Bool {
    switch self {
    case .list, .page: false
    case .line, .lines, .menu: true
    }
  }
}
