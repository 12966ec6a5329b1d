/// A title being written.
public struct Editor: Hashable, Sendable {
  /// What happens to the title in the end.
  public enum Purpose: Hashable, Sendable {
    /// It becomes a new todo.
    case add
    /// It replaces the title of this todo, of which this version was on the screen.
    case rename(id: Int64, base: Int64, original: String)
  }

  /// What happens to the title in the end.
  public var purpose: Purpose
  /// The text and the insertion point.
  public var line: LineEditor
  /// Whether saving was refused because another tab leads, so that saving again asks for leadership:
  /// the key that does so in the list is a letter here.
  public var asksNext = false

  /// An editor for this purpose, with the insertion point behind `text`.
  public init(_ purpose: Purpose, text: String = "") {
    self.purpose = purpose
    line = LineEditor(text)
  }

  /// The todo whose row becomes the editor.
  var editedID: Int64? {
    if case .rename(let id, _, _) = purpose { id } else { nil }
  }
}

/// What keys mean at the moment.
public enum Mode: Hashable, Sendable {
  /// Keys are commands for the list.
  case list
  /// Keys write a title.
  case editing(Editor)
}

/// A page over the list, closed by any key that means nothing in it.
public enum Overlay: Hashable, Sendable {
  /// The keys of the mode below; the first row shown.
  case help(top: Int)
  /// The messages so far, newest first; the first row shown.
  case log(top: Int)
  /// Who leads and who is there; keys ask for leadership and give it up.
  case leadership(top: Int)
  /// What was counted.
  case metrics(top: Int)

  /// The first row shown.
  var top: Int {
    switch self {
    case .help(let top), .log(let top), .leadership(let top), .metrics(let top): top
    }
  }

  /// The same page, scrolled.
  func scrolled(to top: Int) -> Overlay {
    switch self {
    case .help: .help(top: top)
    case .log: .log(top: top)
    case .leadership: .leadership(top: top)
    case .metrics: .metrics(top: top)
    }
  }

  /// Whether it shows a look at the tabs.
  var showsSurvey: Bool {
    switch self {
    case .help, .log: false
    case .leadership, .metrics: true
    }
  }
}
