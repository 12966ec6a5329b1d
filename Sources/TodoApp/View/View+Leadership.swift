import Screen

/// Who leads, who is there, and the way to change it.
enum LeadershipPage {
  static func lines(for state: State) -> [Line] {
    let width = Layout(state.size).width
    var lines = width == .full ? heading(state) : [[Span(action(state), .key)]]
    guard let survey = state.survey else {
      lines.append([Span("Looking.", .dim)])
      return lines
    }
    if width == .narrow { lines.append([Span(reign(state, survey))]) }
    if width != .tiny { lines.append([Span(columns(width), .dim)]) }
    lines += survey.tabs.map { line($0, width, state) }
    return width == .full ? lines + [[]] + explanation : lines
  }

  private static let explanation: [Line] = [
    ("term", "counts who has led: it grows with every leader"),
    ("lease", "how long the leader may be silent before the next in line takes over"),
    ("queue", "changes of that tab that wait for the leader"),
  ].map { name, words in [Span(left(name, 8), .key), Span(words, .dim)] }

  private static func heading(_ state: State) -> [Line] {
    var lines: [Line] = [
      [
        Span("Leadership", .heading),
        Span(state.surveyedAt.map { "   as of \($0)" } ?? "", .dim),
      ], [],
    ]
    guard let survey = state.survey else { return lines }
    lines.append([Span(reign(state, survey))])
    let next = state.coordination.nextInLine.map { "tab \($0)" } ?? "no tab could follow"
    lines.append([Span("next in line: \(next)")])
    lines.append([])
    return lines
  }

  private static func reign(_ state: State, _ survey: Survey) -> String {
    let coordination = state.coordination
    let lease = survey.leaseMilliseconds.map { ", lease \(Sentence.span($0))" } ?? ""
    let leader = coordination.leader.map { "tab \($0.tab)" } ?? "nobody"
    return "\(leader) leads, term \(coordination.term)\(lease)"
  }

  /// What Enter does, where there is no line of hints for it.
  private static func action(_ state: State) -> String {
    let coordination = state.coordination
    switch coordination.role {
    case .leader:
      return coordination.nextInLine.map { "s hands over to tab \($0)" }
        ?? "no other tab could lead"
    case .follower:
      return coordination.leader.map { "Enter asks tab \($0.tab)" } ?? "Enter stands for it"
    case .observer: return "an observer: reads only"
    }
  }

  private static func columns(_ width: Layout.Width) -> String {
    width == .full
      ? "  tab  pid      role       age      queue" : "  tab pid     role      age queue"
  }

  private static func line(_ tab: Survey.Tab, _ width: Layout.Width, _ state: State) -> Line {
    let isMine = tab.name.tab == state.coordination.tab
    let isNext = tab.name.tab == state.coordination.nextInLine
    let sign = isMine ? state.symbols.cursor : " "
    let role: Role = tab.role == "leader" ? .leader : isMine ? .selected : .text
    let number = "\(tab.name.tab)"
    let pid = "\(tab.name.pid)"
    switch width {
    case .full:
      let notes = [
        isMine ? "this tab" : nil, isNext ? "next in line" : nil,
        tab.isAsking ? "asks for leadership" : nil,
      ].compactMap { $0 }
      return [
        Span(
          "\(sign) \(right(number, 3))  \(left(pid, 9))\(left(tab.role, 11))"
            + "\(left(Labels.age(tab.age), 9))\(right("\(tab.queue)", 5))", role),
        Span(notes.isEmpty ? "" : "   " + notes.joined(separator: ", "), .dim),
      ]
    case .narrow:
      return [
        Span(
          "\(sign) \(right(number, 3)) \(left(pid, 8))\(left(isNext ? "next" : tab.role, 9))"
            + "\(right(Labels.age(tab.age, gap: ""), 4))\(right("\(tab.queue)", 6))", role)
      ]
    case .tiny:
      return [Span("\(sign) \(number) \(left(isNext ? "next" : tab.role, 9))\(pid)", role)]
    }
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension Painter {
  /// The keys of the leadership page that do something in this tab.
  var leadershipHints: [(key: String, word: String, works: Bool)] {
    let close = ("Esc", "close", true)
    switch state.coordination.role {
    case .leader:
      let next = state.coordination.nextInLine
      return [
        ("s", next.map { "hand over to tab \($0)" } ?? "hand over", next != nil),
        ("1-9", "to that one", next != nil),
        close,
      ]
    case .follower:
      let leader = state.coordination.leader
      return [("Enter", leader.map { "ask tab \($0.tab)" } ?? "stand for it", true), close]
    case .observer: return [("Enter", "ask", false), close]
    }
  }
}

extension State {
  /// What the message line says while nothing else is to be said.
  var waitingMessage: Message? {
    guard let entry = pending.last(where: \.isQueued), let sentence = Sentence.waiting(self) else {
      return nil
    }
    return Message(sentence.text, short: sentence.short, .note, at: entry.askedAt.time)
  }
}
