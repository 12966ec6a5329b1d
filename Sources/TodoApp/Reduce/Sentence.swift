/// A sentence to the user in full and, where it is long, for 40 columns.
struct Sentence: Hashable {
  var text: String
  var short: String?

  init(_ text: String, short: String? = nil) {
    self.text = text
    self.short = short
  }

  func adding(_ more: String) -> Sentence {
    Sentence(text + more, short: short.map { $0 + more })
  }
}

/// `title` in quotation marks, cut to what a message line can spare.
func quoted(_ title: String, limit: Int = 40) -> String {
  let start = title.prefix(limit)
  return "“" + start + (start.endIndex == title.endIndex ? "" : "…") + "”"
}

extension Sentence {
  /// Why a tab can neither write nor lead.
  static let restricted = Sentence(
    "Read-only: you may not write to this list; see the permissions of its file and folder.",
    short: "Read-only: you may not write to this list.")

  /// Why a key that writes does nothing, and the way on.
  static func readOnly(_ state: State) -> Sentence {
    let coordination = state.coordination
    let ask = state.label(.leadership)
    if coordination.isRestricted { return restricted }
    let queue = state.label(.queueing)
    if coordination.role == .observer {
      return Sentence(
        "Read-only: this tab only observes. \(queue) queues your change.",
        short: "Read-only: observer. \(queue) queue")
    }
    if let pid = coordination.takeoverBlockedBy { return takeoverBlocked(pid) }
    if let reason = coordination.obstacle { return obstacle(reason) }
    guard let leader = coordination.leader else {
      return Sentence(
        "Read-only: no tab leads at the moment. \(ask) stands for election, \(queue) queues.",
        short: "Read-only: no leader. \(ask) ask, \(queue) queue")
    }
    return Sentence(
      "Read-only: tab \(leader.tab) (pid \(leader.pid)) leads. "
        + "\(ask) asks for it, \(queue) queues your change.",
      short: "Read-only: tab \(leader.tab) leads. \(ask) ask, \(queue) queue")
  }

  /// Why a draft cannot be saved now, and the way on from inside the editor.
  static func draftKept(_ state: State, save: String) -> Sentence {
    let coordination = state.coordination
    guard coordination.role == .follower, coordination.takeoverBlockedBy == nil else {
      return readOnly(state).adding(" Your text is kept.")
    }
    let who = coordination.leader.map { "tab \($0.tab) (pid \($0.pid)) leads" } ?? "no tab leads"
    return Sentence(
      "Read-only: \(who). Your text is kept; \(save) again asks for leadership.",
      short: "Text kept. \(save) again asks to lead.")
  }

  static func takeoverBlocked(_ pid: Int32) -> Sentence {
    Sentence(
      "Nobody can write: process \(pid) holds the database and does not answer. "
        + "Continue it or end it.",
      short: "Blocked by pid \(pid): continue or end it")
  }

  /// Why nobody can become the leader.
  static func obstacle(_ reason: String) -> Sentence {
    Sentence(
      "Nobody can write: \(reason). The tabs go on by themselves when that is over.",
      short: "Nobody can write: \(reason)")
  }

  static func asked(_ coordination: Coordination) -> Sentence {
    guard let leader = coordination.leader else {
      return Sentence("No tab leads; this one stands for election.")
    }
    return Sentence(
      "Asked tab \(leader.tab) (pid \(leader.pid)) to hand over.",
      short: "Asked tab \(leader.tab) to hand over.")
  }

  static func removed(_ removal: Removal, _ now: Moment) -> Sentence {
    Sentence(
      "\(who(removal.tab)) deleted #\(removal.id) \(quoted(removal.title)) "
        + "at \(now.on(removal.at).time).",
      short: "\(who(removal.tab)) deleted #\(removal.id).")
  }

  static func removedWhileEditing(_ removal: Removal, _ now: Moment) -> Sentence {
    Sentence(
      "\(who(removal.tab)) deleted #\(removal.id) at \(now.on(removal.at).time) while you edit it.",
      short: "\(who(removal.tab)) deleted #\(removal.id).")
  }

  static func changedWhileEditing(_ todo: Todo, since before: Todo) -> Sentence {
    let to = todo.title == before.title ? "" : " to \(quoted(todo.title))"
    return Sentence(
      "\(who(todo.changedByTab)) changed #\(todo.id)\(to) while you edit it.",
      short: "\(who(todo.changedByTab)) changed #\(todo.id).")
  }

  /// What a tab, or nobody known, is called at the start of a sentence or within it.
  static func who(_ tab: Int?) -> String { tab.map { "tab \($0)" } ?? "another program" }
}

// Changes that were not made.
extension Sentence {
  static func refused(_ entry: PendingChange, _ refusal: Refusal, _ state: State) -> Sentence {
    let verb = entry.change.notDone
    let kept = entry.editor != nil
    // Of many, the one that stands in the way.
    func name(_ id: Int64) -> String {
      entry.change.targets.count == 1 ? state.numbered(entry.change.id) : "#\(id)"
    }
    switch refusal {
    case .notLeader:
      let reason = readOnly(state)
      return Sentence("\(verb): " + reason.text.prefix(1).lowercased() + reason.text.dropFirst())
        .adding(kept ? " Your text is kept." : "")
    case .changed(let todo): return changed(entry, todo, state)
    case .deleted(let removal):
      let at = state.now.on(removal.at).time
      return Sentence(
        "\(verb): \(who(removal.tab)) deleted \(name(removal.id)) at \(at)."
          + (kept ? " Your text is kept; Enter adds it as new." : ""),
        short: "\(verb): \(who(removal.tab)) deleted \(name(removal.id))."
          + (kept ? " Enter adds it." : ""))
    case .nothingLeft:
      let isRedo = if case .redo = entry.change { true } else { false }
      return Sentence(
        isRedo
          ? "Nothing to do again: no change of this tab was taken back since its last one."
          : "Nothing to undo: no change of this tab is left to take back.",
        short: isRedo ? "Nothing to do again." : "Nothing to undo.")
    case .timedOut(maybeApplied: true):
      return Sentence(
        "\(verb) for certain: nobody can tell. Look at the list before trying again."
      ).adding(kept ? " Your text is kept." : "")
    case .timedOut(maybeApplied: false):
      let reason =
        if let pid = state.coordination.takeoverBlockedBy {
          "process \(pid) holds the database"
        } else if let reason = state.coordination.obstacle {
          "nobody could write (\(reason))"
        } else if let leader = state.coordination.leader, leader.tab != state.coordination.tab {
          "tab \(leader.tab) did not answer in time"
        } else if state.coordination.role == .leader {
          "the database did not answer in time"
        } else {
          "nobody led in time"
        }
      return Sentence("\(verb): \(reason).").adding(
        kept ? " Your text is kept; Enter tries again." : " Try again.")
    case .failed(let reason):
      return Sentence("\(verb): \(reason).").adding(kept ? " Your text is kept." : "")
    }
  }
}

// A change of what was not as its user saw it any more.
extension Sentence {
  private static func changed(_ entry: PendingChange, _ todo: Todo, _ state: State) -> Sentence {
    let verb = entry.change.notDone
    let name = "#\(todo.id)"
    let at = state.now.on(todo.changedAt).time
    let who = who(todo.changedByTab)
    let short = "\(verb): \(who) changed \(name)."
    if entry.change.isTurn {
      let key = if case .redo = entry.change { state.label(.redo) } else { state.label(.undo) }
      return Sentence(
        "\(verb): \(who) changed \(name) \(quoted(todo.title)) at \(at). "
          + "\(key) again goes on to the change before.", short: short)
    }
    guard let editor = entry.editor else {
      let others = entry.change.targets.count > 1 ? " Nothing was changed." : ""
      return Sentence(
        "\(verb): \(who) changed \(name) to \(quoted(todo.title)) at \(at)."
          + others + " Look, then press again.", short: short)
    }
    let theirs = editor.notes == nil ? todo.title : todo.notes.replacing("\n", with: " ")
    let save = state.label(.save, in: editor.scope)
    let leave = state.label(.leave, in: editor.scope)
    // The hints name the keys; what has to be known to choose is what the other wrote.
    return Sentence(
      "\(verb): \(who) changed \(name) to \(quoted(theirs)) at \(at). "
        + "\(save) mine, \(leave) theirs, Tab both.",
      short: "Theirs (\(who)): \(theirs.prefix(200))")
  }
}

extension Sentence {
  /// A conflict was settled for the other.
  static func keptTheirs(_ todo: Todo) -> Sentence {
    let who = who(todo.changedByTab)
    return Sentence("#\(todo.id) stays as \(who) wrote it.", short: "Kept what \(who) wrote.")
  }
}

extension Change {
  /// Whether it takes back or makes again another one.
  fileprivate var isTurn: Bool {
    switch self {
    case .undo, .redo: true
    default: false
    }
  }

  /// How a sentence begins that says that it was not made.
  fileprivate var notDone: String {
    switch self {
    case .edit:
      if case .done? = onlyEdit { "Not marked" } else { "Not saved" }
    case .add, .saveFilter: "Not saved"
    case .move: "Not moved"
    case .delete, .removeFilter: "Not deleted"
    case .restore: "Not brought back"
    case .clearDone: "Not cleared"
    case .undo: "Not undone"
    case .redo: "Not done again"
    }
  }
}
