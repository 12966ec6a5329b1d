import Foundation
import Testing

@Suite("Several terminals, one list")
struct LeadershipStories {
  // Three people's terminals, or one person's three: the first leads, the others follow. What the
  // leader types stands in the others. It is killed; another one leads, the list is whole, and takes
  // input.
  @Test("the leader's typing is seen by all, and the list outlives it")
  func mainStory() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3)
      try await tabs[0].shows("● LEADER", "tab 1 of 3", "term 1")
      try await tabs[1].shows("○ FOLLOWER ro", "leader tab 1", "tab 2 of 3")
      try await tabs[2].shows("○ FOLLOWER ro", "leader tab 1", "tab 3 of 3")
      try await tabs[0].type("aBuy milk\raCall the dentist\r")
      try await tabs[0].shows("▸ ☐ Call the dentist")
      try await tabs[0].type("x")
      for tab in tabs { try await tab.shows("☐ Buy milk", "☑ Call the de") }
      try await tabs[1].type("a")
      try await tabs[1].shows(
        "Read-only: tab 1 (pid ", "leads. L asks for it, w queues your change.")

      try await terminals.signal(SIGKILL, tab: 1)
      // The second, unless the machine was too busy to let it be first; the simulator tests the order.
      try await tabs[1].becomes("led again") {
        $0.contains("● LEADER") || $0.contains("leader tab 3")
      }
      let isSecond = try await tabs[1].screen().contains("● LEADER")
      let (leader, follower) = isSecond ? (tabs[1], tabs[2]) : (tabs[2], tabs[1])
      let number = isSecond ? 2 : 3
      try await leader.shows("● LEADER", "tab 1 died; this tab is now the leader")
      try await follower.shows(
        "leader tab \(number)", "tab 1 died; tab \(number) is now the leader")
      try await leader.type("kaBook a train\r")
      for tab in tabs[1...] { try await tab.shows("Buy milk", "Call the dentist", "Book a train") }
    }
  }

  // The leader's process is stopped. When its lease has run out another one leads. Continued, it
  // knows that it does not lead any more.
  @Test("a stopped leader is replaced when its lease ends, and a follower when it wakes")
  func stopped() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2, lease: 0.3)
      try await terminals.signal(SIGSTOP, tab: 1)
      try await tabs[1].shows("● LEADER", "tab 1 stopped answering; this tab is now the leader")
      try await tabs[1].type("aWritten meanwhile\r")
      try await tabs[1].shows("☐ Written meanwhile")
      try await terminals.signal(SIGCONT, tab: 1)
      try await tabs[0].shows("○ FOLLOWER", "leader tab 2", "Written meanwhile")
      try await tabs[0].type("x")
      try await tabs[0].shows("Read-only: tab 2 (pid ")
    }
  }

  @Test("a follower asks for leadership and gets it, the old leader follows and keeps its draft")
  func asked() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2)
      try await tabs[0].type("aHalf a thou")
      try await tabs[0].shows("Half a thou")
      try await tabs[1].type("L\r")
      try await tabs[1].shows("● LEADER", "tab 1 handed over; this tab is now the leader")
      try await tabs[0].shows("○ FOLLOWER", "Half a thou")
      try await tabs[0].press("Enter")
      try await tabs[0].shows("Read-only: tab 2", "Your text is kept", "Half a thou")
      try await tabs[1].press("C-c")
      try await tabs[0].shows("● LEADER")
      try await tabs[0].press("Enter")
      try await tabs[0].shows("☐ Half a thou")
      try await tabs[1].shows("status 0")
    }
  }

  @Test("closing the leader's window hands over at once")
  func hungUp() async throws {
    try await Terminals.tell { terminals in
      // A lease that nobody would wait for.
      let tabs = try await terminals.openTabs(2, lease: 600)
      try await tabs[0].close()
      try await tabs[1].shows("● LEADER", "tab 1 handed over; this tab is now the leader")
      try await tabs[1].shows("1 open")
    }
  }

  @Test("an observer shows everything and never leads")
  func observer() async throws {
    try await Terminals.tell { terminals in
      let observer = try await terminals.openTodos("--observer")
      try await observer.shows("○ OBSERVER")
      let tab = try await terminals.openTodos(showing: "● LEADER")
      try await tab.type("aBuy milk\r")
      try await observer.shows("Buy milk", "leader tab 2")
      try await observer.type("L\r")
      try await observer.shows("This tab only observes; it cannot lead.")
      try await observer.type("La")
      try await observer.shows("Read-only: this tab only observes. w queues your change.")
    }
  }
}
