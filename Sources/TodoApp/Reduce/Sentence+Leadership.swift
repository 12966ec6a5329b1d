extension Sentence {
  static func transition(
    _ transition: Transition, _ now: Coordination, isQueueing: Bool
  ) -> Sentence {
    let fromHere = isQueueing ? "Your changes are queued from here." : "Read-only from here."
    switch transition {
    case .tookOver(now.tab, _, let gap):
      return Sentence("This tab leads again\(gapText(gap)). You can edit.")
    case .tookOver(let from, let vacancy, let gap):
      guard vacancy != .first else { return Sentence("This tab is the leader. You can edit.") }
      return Sentence(
        "\(what(vacancy, from)); this tab is now the leader\(gapText(gap)). You can edit.",
        short: "This tab is now the leader\(gapText(gap)).")
    case .anotherLeads(let tab, let from, let vacancy, let gap):
      guard vacancy != .first else { return Sentence("tab \(tab) is the leader.") }
      return Sentence(
        "\(what(vacancy, from)); tab \(tab) is now the leader\(gapText(gap)).",
        short: "tab \(tab) is now the leader\(gapText(gap)).")
    case .steppedDown:
      return Sentence("This tab handed over leadership. \(fromHere)")
    case .deposed(let by):
      let successor = by.map { "; tab \($0) took over" } ?? ""
      return Sentence(
        "This tab was silent for too long\(successor). \(fromHere)",
        short: "Silent for too long\(successor).")
    case .vacant(let tab, let vacancy):
      return Sentence("\(what(vacancy, tab)); electing a new leader.")
    }
  }

  /// Who leads, for the middle of a sentence.
  static func leads(_ coordination: Coordination) -> String {
    coordination.leader.map { "tab \($0.tab) (pid \($0.pid)) leads" } ?? "no tab leads"
  }

  private static func what(_ vacancy: Vacancy, _ tab: Int?) -> String {
    let who = tab.map { "tab \($0)" } ?? "the leader"
    switch vacancy {
    case .first: return "nobody led"
    case .resigned: return "\(who) handed over"
    case .died: return "\(who) died"
    case .stoppedAnswering: return "\(who) stopped answering"
    }
  }

  private static func gapText(_ milliseconds: Int?) -> String {
    milliseconds.map { " (gap \(span(max(0, $0))))" } ?? ""
  }

  /// A time span as people say it: `4 ms`, `1.2 s`.
  static func span(_ milliseconds: Int) -> String {
    if milliseconds < 1_000 { return "\(milliseconds) ms" }
    let tenths = (milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
