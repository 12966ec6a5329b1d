extension State {
  mutating func learn(_ new: Coordination, _ transition: Transition?) {
    let old = coordination
    coordination = new
    if let pid = new.takeoverBlockedBy, pid != old.takeoverBlockedBy {
      say(Sentence.takeoverBlocked(pid), .failure)
    }
    guard let transition else { return }
    let draft = editor != nil && old.mayWrite && !new.mayWrite
    let sentence = Sentence.transition(transition, new)
    say(draft ? sentence.adding(" Your text is kept.") : sentence, transition.weight)
  }

  mutating func learn(_ answer: LeadershipAnswer) {
    switch answer {
    case .leadsAlready:
      let next = coordination.nextInLine.map { "tab \($0)" } ?? "the next tab that opens"
      say(
        "This tab leads already. \(label(.suspend)) or \(label(.quit)) hands over to \(next).",
        short: "This tab leads already.", .note)
    case .refused(let reason):
      say("Leadership not given: \(reason).", .warning)
    }
  }
}

extension Transition {
  var weight: Message.Weight {
    switch self {
    case .tookOver: .success
    case .anotherLeads: .note
    case .steppedDown: .note
    case .deposed, .vacant: .warning
    }
  }
}
