import Screen

extension State {
  mutating func learn(_ new: Coordination, _ transition: Transition?) {
    let old = coordination
    coordination = new
    if let pid = new.takeoverBlockedBy, pid != old.takeoverBlockedBy {
      say(Sentence.takeoverBlocked(pid), .failure)
    }
    if let reason = new.obstacle, reason != old.obstacle {
      say(Sentence.obstacle(reason), .failure)
    }
    guard let transition else { return }
    let draft = editor != nil && old.mayWrite && !mayWrite
    let sentence = Sentence.transition(transition, new, isQueueing: isQueueing)
    say(draft ? sentence.adding(" Your text is kept.") : sentence, transition.weight)
  }

  mutating func learn(_ answer: LeadershipAnswer) {
    switch answer {
    case .leadsAlready: say("This tab leads already.", .note)
    case .refused(let reason): say("Leadership not given: \(reason).", .warning)
    }
  }

  /// Read-only or queueing, in a tab that does not lead.
  mutating func toggleQueueing() {
    if coordination.mayWrite {
      say("Nothing to queue: this tab writes itself.", .note)
      return
    }
    if coordination.isRestricted {
      say(Sentence.restricted, .warning)
      return
    }
    isQueueing.toggle()
    say(isQueueing ? Sentence.queueing(self) : Sentence.notQueueing(self), .note)
  }

  // MARK: The pages

  mutating func open(_ page: Overlay) -> [Effect] {
    overlay = page
    return lookAgain()
  }

  /// Has the tabs looked at if a page shows them; one look is under way at a time.
  mutating func lookAgain() -> [Effect] {
    guard overlay?.showsSurvey == true else { return [] }
    if isSurveying {
      wantsSurvey = true
      return []
    }
    isSurveying = true
    return [.survey]
  }

  mutating func learn(_ survey: Survey) -> [Effect] {
    self.survey = survey
    surveyedAt = now.time
    isSurveying = false
    defer { wantsSurvey = false }
    return wantsSurvey ? lookAgain() : []
  }

  /// The keys of the leadership page; nil for any other.
  mutating func press(inLeadership key: Key) -> [Effect]? {
    switch key {
    case .named(.enter), .character("a"): return askForLeadership()
    case .character("s"): return stepDown(to: nil)
    case .character(let digit):
      guard let number = digit.wholeNumberValue, digit.isASCII, number > 0 else { return nil }
      return stepDown(to: number)
    default: return nil
    }
  }

  private mutating func askForLeadership() -> [Effect] {
    switch coordination.role {
    case .leader:
      let next = coordination.nextInLine.map { "s hands over to tab \($0)" }
      say("This tab leads already; \(next ?? "no other tab could").", .note)
      return []
    case .observer where coordination.isRestricted:
      say(Sentence.restricted, .warning)
      return []
    case .observer:
      say("This tab only observes; it cannot lead. Start it without --observer.", .warning)
      return []
    case .follower:
      overlay = nil
      say(Sentence.asked(coordination), .note)
      return [.requestLeadership]
    }
  }

  private mutating func stepDown(to number: Int?) -> [Effect] {
    guard coordination.role == .leader else {
      say("Only the leader hands over. \(Sentence.leads(coordination)).", .warning)
      return []
    }
    guard let successor = number ?? coordination.nextInLine else {
      say("No other tab could lead; this one goes on.", .warning)
      return []
    }
    guard successor != coordination.tab else { return askForLeadership() }
    // The look may be older than the tab: then the library lets the next in line lead.
    if let survey, survey.tabs.first(where: { $0.name.tab == successor })?.mayLead != true {
      say("tab \(successor) cannot lead: it observes, or is not there.", .warning)
      return []
    }
    overlay = nil
    say("Handing over to tab \(successor).", .note)
    return [.stepDown(to: successor)]
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
