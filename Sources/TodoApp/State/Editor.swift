/// A title or notes being written.
public struct Editor: Hashable, Sendable {
  /// What happens to the text in the end.
  public enum Purpose: Hashable, Sendable {
    /// It becomes a new todo.
    case add
    /// It becomes a part of this todo.
    case addPart(of: Int64)
    /// It replaces the title of this todo, of which this version was on the screen.
    case rename(id: Int64, base: Int64, original: String)
    /// It replaces the notes of this todo, of which this version was on the screen.
    case notes(id: Int64, base: Int64, original: String)
  }

  /// What happens to the text in the end.
  public var purpose: Purpose
  /// The title and the insertion point; empty for notes.
  public var line: LineEditor
  /// The notes and the insertion point; nil for a title.
  public var notes: TextEditor?
  /// Whether saving was refused because another tab leads, so that saving again asks for leadership:
  /// the key that does so in the list is a letter here.
  public var asksNext = false
  /// Whether leaving was asked for once already: notes are too much to lose to one key.
  public var leavesNext = false
  /// What somebody else has made of the todo meanwhile, until the user has chosen.
  public var theirs: Todo?

  /// An editor for this purpose, with the insertion point behind `text`.
  public init(_ purpose: Purpose, text: String = "") {
    self.purpose = purpose
    if case .notes = purpose {
      line = LineEditor()
      notes = TextEditor(text, limit: Todo.notesLimit)
    } else {
      line = LineEditor(text)
    }
  }

  /// What has been written.
  public var text: String { notes?.text ?? line.text }
  /// Where its keys are read.
  var scope: Scope { notes == nil ? .line : .lines }

  /// The todo that it edits.
  var editedID: Int64? {
    switch purpose {
    case .rename(let id, _, _), .notes(let id, _, _): id
    case .add, .addPart: nil
    }
  }
}

/// What keys mean at the moment.
public enum Mode: Hashable, Sendable {
  /// Keys are commands for the list.
  case list
  /// Keys write a title or notes.
  case editing(Editor)
  /// Keys write an answer, or choose one.
  case prompting(Prompt)
  /// A key says yes or no.
  case confirming(Confirmation)

  /// Whether no row may move: what is being answered is about what was on the screen.
  var freezesRows: Bool {
    switch self {
    case .list: false
    case .editing, .confirming: true
    case .prompting(let prompt): prompt.targets != nil
    }
  }
}

/// A page over the list, closed by any key that means nothing in it.
public enum Overlay: Hashable, Sendable {
  /// The keys of the mode below; the first row shown.
  case help(top: Int)
  /// The messages so far, newest first; the first row shown.
  case log(top: Int)
  /// All that is known of the todo under the cursor.
  case details(top: Int)
  /// Who leads and who is there; keys ask for leadership and give it up.
  case leadership(top: Int)
  /// What was counted.
  case metrics(top: Int)

  /// The first row shown.
  var top: Int {
    switch self {
    case .help(let top), .log(let top), .details(let top), .leadership(let top), .metrics(let top):
      top
    }
  }

  /// The same page, scrolled.
  func scrolled(to top: Int) -> Overlay {
    switch self {
    case .help: .help(top: top)
    case .log: .log(top: top)
    case .details: .details(top: top)
    case .leadership: .leadership(top: top)
    case .metrics: .metrics(top: top)
    }
  }

  /// Whether it shows a look at the tabs.
  var showsSurvey: Bool {
    switch self {
    case .help, .log, .details: false
    case .leadership, .metrics: true
    }
  }
}
