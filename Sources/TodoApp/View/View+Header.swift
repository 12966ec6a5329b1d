import Screen

extension Painter {
  /// Who leads, which tab this is, in which term, and whether notices arrive.
  mutating func paintHeader() {
    switch layout.width {
    case .full: paintFullHeader()
    case .narrow: paintNarrowHeader()
    case .tiny: paintTinyHeader()
    }
  }

  private var coordination: Coordination { state.coordination }
  private var leads: Bool { coordination.role == .leader }

  /// The badge: sign, word and colour say the same.
  private var badge: Span {
    let sign = leads ? symbols.leads : symbols.follows
    let word =
      switch coordination.role {
      case .leader: "LEADER"
      case .follower: "FOLLOWER"
      case .observer: "OBSERVER"
      }
    let name = sign.isEmpty ? word : "\(sign) \(word)"
    if leads { return Span(name, .leader) }
    if coordination.overridesLeadership { return Span("\(name) rw!", .danger, .bold) }
    return Span("\(name) \(state.isQueueing ? "queue" : "ro")", .follower)
  }

  private var tabText: String {
    let (tab, count) = (coordination.tab, coordination.tabCount)
    if tab == 0 { return "joining" }
    return tab > count ? "tab \(tab), \(count) open" : "tab \(tab) of \(count)"
  }

  private var leaderText: String? {
    if leads { return nil }
    if coordination.takeoverBlockedBy != nil { return "takeover blocked" }
    if coordination.obstacle != nil { return "cannot write" }
    return coordination.leader.map { "leader tab \($0.tab)" } ?? "no leader"
  }

  private mutating func paintFullHeader() {
    // What is not known yet is not said to be lost.
    guard coordination.tab != 0 else {
      frame.write([Span("joining ", .dim)], row: layout.header, endingAt: nil)
      frame.write(
        [Span(" todos", .heading), Span("  \(state.options.name)")], row: layout.header, column: 0)
      return
    }
    let leading = [badge] + (leaderText.map { [Span($0)] } ?? [])
    let tab = Span(tabText)
    let term = Span("term \(coordination.term)")
    let live = coordination.isLive ? Span("live", .success) : Span("lost", .danger)
    // What matters least is left out where there is no room, rather than cut.
    let lines = [[tab, term, live], [tab, live], [live], []].map { rest in
      Line((leading + rest).flatMap { [Span("   "), $0] } + [Span(" ")])
    }
    let line =
      lines.first { $0.columns(in: frame.repertoire) <= layout.size.columns }
      ?? Line([badge])
    let start = frame.write(line, row: layout.header, endingAt: nil)
    let name: Line = [Span(" todos", .heading), Span("  \(state.options.name)")]
    frame.write(name, row: layout.header, column: 0, until: max(0, start))
  }

  private mutating func paintNarrowHeader() {
    let count = Line([Span(" \(countText)")])
    let start = frame.write(count, row: layout.header, endingAt: nil)
    let line: Line = [badge, Span("  " + (leaderText ?? tabText))]
    frame.write(line, row: layout.header, column: 0, until: start)
  }

  private mutating func paintTinyHeader() {
    let letter =
      switch coordination.role {
      case .leader: "L"
      case .follower: "F"
      case .observer: "O"
      }
    let role: Role = leads ? .leader : .follower
    let column = frame.write(letter, row: layout.header, column: 0, style: Style(role))
    let tabs = coordination.tab == 0 ? "" : " \(coordination.tab)/\(coordination.tabCount)"
    let count = " \(state.list.found ?? state.list.counts[state.list.query.view])"
    // Where not all of it fits, the count matters more than which tab this is.
    let text = [tabs + count + " q\(state.pending.count)", tabs + count].first {
      column + $0.count <= layout.size.columns
    }
    frame.write([Span(text ?? count)], row: layout.header, column: column)
  }

  private var countText: String {
    guard state.list.commit != nil else { return "reading" }
    let view = state.list.query.view
    let open = state.list.counts[view]
    if let found = state.list.found { return "\(found) found" }
    return view == .all ? "\(open) todo" : "\(Labels.view(view)) \(open)"
  }
}
