import Screen

/// Everything that can happen to the app.
public enum Action: Hashable, Sendable {
  /// The user pressed a key.
  case key(Key)
  /// The window has another size.
  case resized(Size)
  /// The store read what a `load` effect asked for.
  case loaded(Snapshot)
  /// The store could not read; a sentence without its full stop.
  case loadFailed(String)
  /// Somebody, perhaps this tab, changed data; in this commit, if that is known.
  case dataChanged(commit: UInt64?)
  /// Notices were lost because they came faster than they were read.
  case gap(missed: Int)
  /// Who leads and who is there; with what changed, if leadership did.
  case coordination(Coordination, Transition?)
  /// The answer to a `requestLeadership` effect, if it did not bring a transition.
  case leadership(LeadershipAnswer)
  /// New measurements.
  case numbers(Numbers)
  /// The answer to a `survey` effect.
  case surveyed(Survey)
  /// What became of a `perform` effect; after `unknown` another outcome follows.
  case written(ticket: Int, WriteOutcome)
  /// It is later than ``State/turnsAt`` was, or somebody has set the clock.
  case timePassed
  /// The process is asked to stop (SIGTSTP from outside).
  case suspendRequested
  /// A `suspend` effect that cannot be performed: nobody is there who could continue the process.
  case cannotSuspend
  /// The process was continued and has the terminal again.
  case resumed
}

/// Everything that the app wants done. The runtime does it; nothing here does.
public enum Effect: Hashable, Sendable {
  /// Read a part of the list; answered by `loaded` or `loadFailed`. At most one is under way.
  case load(WindowRequest)
  /// The same because somebody changed data: not more often than a screen is painted.
  case refresh(WindowRequest)
  /// Make a change; answered by `written` with the same ticket. Changes are made in the order in
  /// which they were asked for. Unless `queueing`, only if this tab leads.
  case perform(ticket: Int, Change, queueing: Bool)
  /// Ask for leadership; answered by a transition or by `leadership`.
  case requestLeadership
  /// Hand leadership over to this tab; answered by a transition.
  case stepDown(to: Int)
  /// Look at the tabs and at what they have counted; answered by `surveyed`.
  case survey
  /// Write the whole screen anew, whatever is believed to be on it.
  case repaint
  /// Put a text on the clipboard of whoever looks at the terminal, as far as that takes it.
  case copy(String)
  /// Hand over leadership, give the terminal back and stop the process.
  case suspend
  /// Hand over leadership and end the process, without waiting for changes that another tab is to
  /// make.
  case quit
}
