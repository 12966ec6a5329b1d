import Screen

/// A line that is written at the bottom of the screen, with choices above it that it narrows.
public struct Prompt: Hashable, Sendable {
  /// What is asked for.
  public enum Purpose: Hashable, Sendable {
    /// Which todos are to be shown, while it is written.
    case filter
    case palette
    case sort
    case savedFilters
    case priority
    case due
    case recurrence
    case tag
    case project
  }

  /// What is asked for.
  public let purpose: Purpose
  /// What has been written.
  public var line = LineEditor()
  /// Which choice is taken.
  public var chosen = 0
  /// What the answer changes.
  public let targets: Targets?
  /// Where the cursor stood before a filter was written, to go back there if it is given up; nil once
  /// the user has moved it.
  var origin: Int64?

  init(_ purpose: Purpose, text: String = "", for targets: Targets? = nil) {
    self.purpose = purpose
    self.targets = targets
    line = LineEditor(text)
  }

  /// The words before the line, a title in them cut so that they fit into `room` columns; the short
  /// ones where not even that helps.
  func label(room: Int, in repertoire: Repertoire) -> String {
    func fits(_ label: String) -> Bool {
      TextWidth.columns(of: label, in: repertoire) <= room
    }
    for limit in [40, 30, 20, 15, 10] {
      let label = label(targets?.name(limit: limit) ?? "")
      if fits(label) { return label }
    }
    return shortLabel
  }

  private func label(_ name: String) -> String {
    let isOne = targets?.seen.count ?? 1 == 1
    return switch purpose {
    case .filter: "/"
    case .palette: ":"
    case .sort: "sort by: "
    case .savedFilters: "filter: "
    case .priority: "priority of \(name): "
    case .due: "\(name) \(isOne ? "is" : "are") due: "
    case .recurrence: "\(name) \(isOne ? "comes" : "come") again: "
    case .tag: "tag \(name): #"
    case .project: "project of \(name): +"
    }
  }

  /// The same where there is no room.
  var shortLabel: String {
    switch purpose {
    case .filter: "/"
    case .palette: ":"
    case .sort: "sort: "
    case .savedFilters: "filter: "
    case .priority: "priority: "
    case .due: "due: "
    case .recurrence: "again: "
    case .tag: "#"
    case .project: "+"
    }
  }
}

/// An answer that a prompt offers.
public struct Choice: Hashable, Sendable {
  /// What comes of it.
  public enum Result: Hashable, Sendable {
    case command(Command)
    case sort(Sort, isReversed: Bool)
    case view(TodoView)
    case filter(String)
    case save(SavedFilter)
    case forget(String)
    case edit(TodoEdit)
    /// Nothing, and why: a sentence.
    case nothing(String)
  }

  /// What is offered.
  public let words: String
  /// What is to be known about it, at the right.
  public let detail: String
  /// What comes of it.
  public let result: Result
  /// Whether it would only be answered with a reason.
  public var isDimmed = false

  init(_ words: String, _ detail: String = "", _ result: Result, isDimmed: Bool = false) {
    self.words = words
    self.detail = detail
    self.result = result
    self.isDimmed = isDimmed
  }
}

/// A question that one key answers.
public struct Confirmation: Hashable, Sendable {
  /// What is done on yes.
  public enum Deed: Hashable, Sendable {
    case change(Change, title: String)
    /// Each title becomes a todo.
    case add([String])
  }

  /// What is done on yes.
  public let deed: Deed
  /// What is asked, with its question mark.
  public let question: String
  /// What yes is called.
  public let verb: String
}
