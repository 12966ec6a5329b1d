// What is said about the list: what it lacks, what was taken back, where a todo cannot go.
extension Sentence {
  /// What an empty list teaches.
  static func empty(_ state: State) -> String {
    guard state.list.commit != nil else { return "" }
    let query = state.list.query
    if !query.filter.isEmpty {
      let key = state.prompt == nil ? state.label(.cancel) : state.label(.leave, in: .menu)
      let meant = state.suggestion(for: query.filter).map { " Or \($0.name)?" } ?? ""
      return "Nothing matches. \(key) shows all again.\(meant)"
    }
    let key = state.label(.add)
    guard state.mayWrite else {
      return "Nothing here. The leader adds with \(key); \(state.label(.leadership)) asks for it, "
        + "\(state.label(.queueing)) queues."
    }
    switch query.view {
    case .all: return "Nothing here. \(key) adds one."
    case .today: return "Nothing is due today. \(state.label(.due)) sets when a todo is due."
    case .overdue: return "Nothing is overdue."
    case .done: return "Nothing is done yet. \(state.label(.toggleDone)) marks a todo as done."
    case .tag(let name): return "Nothing has the tag #\(name). \(key) adds one that has."
    case .project(let name): return "Nothing is in +\(name). \(key) adds one to it."
    }
  }

  /// What somebody who has no todo yet has not seen yet, for the lines below; nothing elsewhere.
  static func firstSteps(_ state: State) -> [(key: String, words: String)] {
    let list = state.list
    guard list.commit != nil, !list.query.isNarrow, list.counts.open + list.counts.done == 0
    else { return [] }
    let writes =
      state.mayWrite
      ? [(state.label(.add), "and then, for instance:  Call the dentist due:fri !high #home")] : []
    return writes + [
      (state.label(.help), "tells what each key does"),
      (state.label(.palette), "finds every command by its name"),
      ("todos", "in another terminal opens the same list: each sees what the other does"),
      (state.label(.quit), "quits; what was saved stays"),
    ]
  }

  /// What is gone, with what went along, and the way back.
  static func deleted(_ entry: PendingChange, id: Int64, _ state: State) -> Sentence {
    let name = state.numbered(id)
    let parts =
      entry.parts == 0 ? "" : entry.parts == 1 ? " and its part" : " and its \(entry.parts) parts"
    let back = "\(state.label(.undo)) brings \(entry.parts == 0 ? "it" : "them") back."
    return Sentence(
      "Deleted \(name) \(quoted(entry.title))\(parts). \(back)",
      short: "Deleted \(name)\(parts). \(back)")
  }

  /// What an undo or a redo did.
  static func turned(_ turned: Turned, by tab: Int?, _ state: State) -> Sentence {
    let what = turned.count > 1 ? "\(turned.count) todos" : "#\(turned.id) \(quoted(turned.title))"
    let short = turned.count > 1 ? what : "#\(turned.id)"
    let who = tab.map { " (by tab \($0))" } ?? ""
    let back = turned.isRedo ? state.label(.undo) : state.label(.redo)
    func sentence(_ what: String) -> String {
      switch (turned.kind, turned.isRedo) {
      case (.delete, false), (.clear, false): "Brought back \(what)"
      case (.delete, true), (.clear, true), (.restore, false): "Deleted \(what) again"
      case (.restore, true): "Brought back \(what) again"
      case (let kind, let isRedo):
        "\(isRedo ? "Did again" : "Took back"): \(kind.words) \(what)"
      }
    }
    return Sentence(
      "\(sentence(what))\(who). \(back) \(turned.isRedo ? "takes it back" : "does it again").",
      short: sentence(short) + ".")
  }

  /// Why a todo cannot go there.
  static func noStep(_ step: MoveStep, _ what: String, isPart: Bool) -> Sentence {
    let part = isPart ? " part" : ""
    return switch step {
    case .up: Sentence("\(what) is the first\(part) already.")
    case .down: Sentence("\(what) is the last\(part) already.")
    case .indent: Sentence("Nothing stands above \(what) that it could be a part of.")
    case .outdent: Sentence("\(what) is a part of nothing.")
    }
  }
}

extension Turned.Kind {
  fileprivate var words: String {
    switch self {
    case .add, .import: "adding"
    case .title: "the new title of"
    case .done: "done for"
    case .open: "open again for"
    case .priority: "the priority of"
    case .project: "the project of"
    case .tags: "the tags of"
    case .due: "the due date of"
    case .notes: "the notes of"
    case .recurrence: "the recurrence of"
    case .edit: "the change of"
    case .move: "the move of"
    case .delete, .restore, .clear: ""
    }
  }
}
