extension Sentence {
  /// What `w` did.
  static func queueing(_ state: State) -> Sentence {
    let back = state.label(.queueing)
    guard let leader = state.coordination.leader else {
      return Sentence(
        "Your changes are queued for whoever leads next. \(back): read-only again.",
        short: "Queueing. \(back): read-only again.")
    }
    return Sentence(
      "Your changes are queued for tab \(leader.tab), which makes them. \(back): read-only again.",
      short: "Queueing for tab \(leader.tab). \(back): read-only")
  }

  /// Why the leader's own change is not made yet.
  static func held(_ state: State) -> Sentence {
    let count = state.pending.count
    let what = count == 1 ? "Your change waits" : "Your \(count) changes wait"
    return Sentence(
      "Not saved yet: another program is writing to the database. \(what) for it.",
      short: "Not saved yet: the database is busy.")
  }

  static func notQueueing(_ state: State) -> Sentence {
    let count = state.pending.count
    if count == 0 { return Sentence("Read-only again.") }
    return Sentence(
      "Read-only again; \(changes(count)) still on the way.",
      short: "Read-only; \(count) on the way.")
  }

  /// What is said as long as nothing else is, until the answers come.
  static func waiting(_ state: State) -> Sentence? {
    let coordination = state.coordination
    let count = state.pending.count { $0.isQueued }
    guard count > 0, coordination.role != .leader else { return nil }
    if let pid = coordination.takeoverBlockedBy { return takeoverBlocked(pid) }
    let what = count == 1 ? "Queued" : "\(changes(count)) queued"
    if let reason = coordination.obstacle {
      return Sentence(
        "\(what); nobody can write: \(reason). Waiting.", short: "\(what); \(reason).")
    }
    guard let leader = coordination.leader else {
      return Sentence("\(what); nobody leads. Waiting.")
    }
    return Sentence("\(what) for tab \(leader.tab).")
  }

  /// Of many that were pasted.
  static func added(_ entry: PendingChange, by tab: Int?, _ state: State) -> Sentence {
    let who = entry.isQueued ? tab.map { " (by tab \($0))" } ?? "" : ""
    return Sentence(
      "Added \(entry.title)\(who). \(state.label(.undo)) takes them back.",
      short: "Added \(entry.title).")
  }

  static func saved(_ entry: PendingChange, by tab: Int?, _ state: State) -> Sentence {
    let elapsed = state.now.instant.milliseconds - entry.askedAt.instant.milliseconds
    let who = tab.map { $0 == state.coordination.tab ? " by this tab" : " by tab \($0)" } ?? ""
    return Sentence("Saved\(who) in \(span(Int(clamping: max(1, elapsed)))).")
  }

  static func unknown(_ entry: PendingChange, _ coordination: Coordination) -> Sentence {
    let who = coordination.leader.map { "tab \($0.tab)" } ?? "the last leader"
    return Sentence(
      "No answer yet: \(who) has \(quoted(entry.title)) and may have saved it. Asking again.",
      short: "No answer from \(who). Asking again.")
  }

  static func leaving(_ state: State) -> Sentence {
    let who = state.coordination.leader.map { "tab \($0.tab)" } ?? "a leader"
    let quit = state.label(.quit)
    let what = changes(state.pending.count)
    return Sentence(
      "Quits when \(what) saved; waiting for \(who). \(quit) again quits at once.",
      short: "Waiting for \(who). \(quit) quits at once.")
  }

  private static func changes(_ count: Int) -> String {
    count == 1 ? "1 change is" : "\(count) changes are"
  }
}
