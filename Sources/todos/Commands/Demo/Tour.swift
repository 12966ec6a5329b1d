/// A guided tour as data: what is said, what is done, and what is waited for.
struct Tour {
  /// One thing that is shown.
  struct Step {
    var title: String
    /// The explanation, before anything happens.
    var text: String
    var actions: [Action]
  }

  /// A terminal, by what it is at the moment or by its place.
  enum Place: Hashable {
    case leader
    /// The first, second … of those that do not lead.
    case follower(Int)
    /// The one whose leader was killed or stopped last.
    case fallen
    case all
  }

  /// What is done or waited for.
  enum Action {
    /// Time to read; the only thing that takes its time.
    case read(Double)
    /// Presses keys, one after another as a person would: a key script.
    case keys(Place, String)
    /// Waits until one of these texts stands there.
    case shows(Place, [String])
    /// Ends the leader without a warning, or stops it.
    case kill
    case stop
    /// Continues what was stopped.
    case goOn
    /// Waits until another terminal leads than the one that was killed, stopped or asked.
    case successor
    /// Remembers who leads, as one that is about to be replaced.
    case remember
    /// Opens the todo app again where it was killed.
    case reopen
    /// Begins to write as fast as the leader answers, and waits for so many answers more, or for what
    /// comes in a few seconds.
    case load
    case answers(Int)
    /// Ends that; what was measured is told.
    case endLoad
    /// Adds to the explanation.
    case tell(String)
  }

  var steps: [Step]
}

extension Tour {
  /// The tour of `todos demo --tour`: a minute and a half with its reading times.
  static let standard = Tour(steps: [
    Step(
      title: "One list in several terminals",
      text: """
        Each terminal above runs todos on the same SQLite file. One of them leads (● LEADER) and is \
        the only one that writes; the others follow it live. Nobody runs a server.
        """,
      actions: [.read(8)]),
    Step(
      title: "The leader writes, all see it",
      text: "The leader adds a todo. Look at the other terminals.",
      actions: [
        .read(3), .keys(.leader, "aBuy oat milk<Enter>"), .shows(.all, ["Buy oat milk"]),
        .tell("It stands in all of them, a few milliseconds after Enter."), .read(5),
      ]),
    Step(
      title: "A follower's key is blocked, and answers",
      text: "Now a follower tries to add one.",
      actions: [
        .read(3), .keys(.follower(1), "a"), .shows(.follower(1), ["Read-only"]),
        .tell(
          "The message line says why, who leads, and the ways on: ask for leadership, or queue."),
        .read(6),
      ]),
    Step(
      title: "w: queue changes for the leader",
      text: """
        With w the follower queues its changes for the leader. We stop the leader for a moment, so \
        that you see a change wait.
        """,
      actions: [
        .read(5), .keys(.follower(1), "w"), .shows(.follower(1), ["queue"]), .remember, .stop,
        .keys(.follower(1), "aOrder a keyboard<Enter>"), .shows(.follower(1), ["⇡", "[^]"]),
        .tell("⇡ marks what is there but not saved yet."), .read(1.2), .goOn,
        .shows(.follower(1), ["Saved by"]), .shows(.all, ["Order a keyboard"]),
        .tell("The leader goes on and saves it: the mark goes, and everybody has it."), .read(5),
      ]),
    Step(
      title: "kill -9 while everybody writes",
      text: """
        Something writes as fast as the leader answers: watch the counter in the list. Then the \
        leader is killed with kill -9.
        """,
      actions: [
        .read(4), .load, .answers(200), .remember, .kill, .successor, .answers(200), .endLoad,
        .read(8),
      ]),
    Step(
      title: "The killed one comes back",
      text: "Opened again, it follows: nobody has to be told who leads now.",
      actions: [.read(3), .reopen, .shows(.fallen, ["FOLLOWER", "F "]), .read(3)]),
    Step(
      title: "A leader that hangs",
      text: """
        The leader is stopped (SIGSTOP), as a program that hangs. It still has its locks; only its \
        heartbeat is silent. When its lease of 3 seconds has run out, another one takes over.
        """,
      actions: [
        .read(5), .remember, .stop, .successor,
        .tell("Now the old one is continued."), .read(3), .goOn,
        .shows(.fallen, ["FOLLOWER", "F "]),
        .tell("It finds that its term is over, before it could write anything, and follows."),
        .read(6),
      ]),
    Step(
      title: "Leadership on request",
      text: "A follower asks for leadership with L and Enter. The leader hands over at once.",
      actions: [
        .read(4), .remember, .keys(.follower(1), "L<Enter>"), .successor, .read(5),
      ]),
    Step(
      title: "What all of this cost",
      text: "M shows the measurements: elections, time from commit to notice, refused keys, queue.",
      actions: [
        .read(2), .keys(.leader, "M"), .shows(.leader, ["easurements", "commits"]), .read(8),
        .keys(.leader, "<Esc>"),
      ]),
    Step(
      title: "The end",
      text: """
        The terminals are yours now: Ctrl-O or the mouse goes to the next one, ? helps, q ends one. \
        q here ends the demo; the list is thrown away.
        """, actions: []),
  ])
}
