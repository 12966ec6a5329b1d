import Penholder

/// Tells the app's transitions from what the library says about leadership.
///
/// This tab's own changes come as role changes, with their reason; those of others as events,
/// without: why the last leader is gone follows from whether it said so and whether it lives. The
/// two come on different threads and in either order. A value; its owner locks it.
struct Transitions {
  private let me: Int
  private var leader: Int?
  private var term: UInt64 = 0
  private var last: RoleChange?
  /// The tab that gave leadership up, and when, as long as nobody has followed.
  private(set) var vacancy: Vacated?

  /// A place that is free.
  struct Vacated: Equatable {
    let tab: Int?
    let term: UInt64
    /// Monotonic nanoseconds.
    let since: UInt64
    /// Why, if the tab said so; otherwise it was only noticed that it leads no more.
    var isAnnounced: Bool
  }

  /// What tab `me` knows when it starts.
  init(me: Int, leader: Int?, term: UInt64) {
    self.me = me
    self.leader = leader
    self.term = term
  }

  /// This tab has become the leader, or ceased to be; nil if that is known.
  ///
  /// - Parameter successor: the tab that leads now, if another does.
  mutating func roleChanged(_ change: RoleChange, successor: Int?, now: UInt64) -> Transition? {
    if change == last { return nil }
    last = change
    // The list is read again, which says it better than a word on leadership would.
    if change.reason == .databaseGone || change.reason == .databaseBack {
      if leader == me { leader = nil }
      return nil
    }
    if change.role == .leader {
      let from = vacancy?.tab ?? (leader == me ? nil : leader)
      (leader, term, vacancy) = (me, max(term, change.term), nil)
      let milliseconds = Int(clamping: (change.gap + 500_000) / 1_000_000)
      // Nobody is known to have led: whatever was before this tab opened is no news.
      let cause = from == nil ? .first : Vacancy(change.reason)
      return .tookOver(
        from: from, cause, gapMilliseconds: cause == .first ? nil : milliseconds)
    }
    if leader == me { leader = nil }
    if change.reason == .deposed {
      if leader == nil { leader = successor }
      return .deposed(by: leader)
    }
    vacancy = Vacated(tab: me, term: change.term, since: now, isAnnounced: true)
    return .steppedDown
  }

  /// An event says that `tab` leads, or (0) that nobody does.
  ///
  /// - Parameters:
  ///   - isAnnounced: whether the tab in question said so itself; otherwise this one noticed.
  ///   - isAlive: whether a tab is there; asked about the last leader only.
  mutating func leaderChanged(
    to tab: Int, term: UInt64, at published: UInt64, isAnnounced: Bool = true,
    isAlive: (Int) -> Bool
  ) -> Transition? {
    guard term >= self.term, tab != me else { return nil }
    if tab == 0 {
      // Our own resignation is known by the role change, which comes first.
      if vacancy == nil, term > self.term || leader != nil, leader != me {
        vacancy = Vacated(tab: leader, term: term, since: published, isAnnounced: isAnnounced)
        leader = nil
        self.term = term
      } else if isAnnounced, vacancy?.term == term {
        vacancy?.isAnnounced = true
      }
      return nil
    }
    if tab == leader && term == self.term { return nil }
    let (before, vacated) = (leader, vacancy)
    (leader, vacancy, self.term) = (tab, nil, term)
    // The role change says the same with its reason.
    if before == me { return nil }
    if let vacated, vacated.isAnnounced {
      let gap = published > vacated.since ? published - vacated.since : 0
      return .anotherLeads(
        tab: tab, from: vacated.tab, .resigned,
        gapMilliseconds: Int(clamping: (gap + 500_000) / 1_000_000))
    }
    guard let gone = before ?? vacated?.tab else {
      return .anotherLeads(tab: tab, from: nil, .first, gapMilliseconds: nil)
    }
    return .anotherLeads(tab: tab, from: gone, Self.cause(isAlive(gone)), gapMilliseconds: nil)
  }

  /// Why a tab leads no more that did not say so.
  ///
  /// Another may have its number only milliseconds later: then this is wrong in a message, and nowhere
  /// else.
  private static func cause(_ isAlive: Bool) -> Vacancy { isAlive ? .stoppedAnswering : .died }

  /// What there is to say of a place that stays free.
  func vacant(isAlive: (Int) -> Bool) -> Transition? {
    vacancy.map { vacancy in
      let isResigned = vacancy.isAnnounced || vacancy.tab == nil
      return .vacant(
        tab: vacancy.tab,
        isResigned ? .resigned : Self.cause(vacancy.tab.map(isAlive) ?? false))
    }
  }
}

extension Vacancy {
  fileprivate init(_ reason: RoleChange.Reason) {
    switch reason {
    case .first: self = .first
    case .died: self = .died
    case .silent: self = .stoppedAnswering
    case .resigned, .handedOver, .steppedDown, .deposed, .fileReplaced, .databaseGone,
      .databaseBack:
      self = .resigned
    }
  }
}
