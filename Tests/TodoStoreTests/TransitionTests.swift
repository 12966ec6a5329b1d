import Penholder
import Testing

@testable import TodoApp

@Suite("What is said about leadership")
struct TransitionTests {
  private func event(
    _ transitions: inout Transitions, _ tab: Int, term: UInt64, at: UInt64 = 0, alive: Bool = false
  ) -> Transition? {
    transitions.leaderChanged(to: tab, term: term, at: at, isAlive: { _ in alive })
  }

  @Test("a leader that did not say goodbye died, or stopped answering if it is still there")
  func vanished() {
    var transitions = Transitions(me: 3, leader: 1, term: 7)
    #expect(
      event(&transitions, 2, term: 8)
        == .anotherLeads(tab: 2, from: 1, .died, gapMilliseconds: nil))
    #expect(
      event(&transitions, 1, term: 9, alive: true)
        == .anotherLeads(tab: 1, from: 2, .stoppedAnswering, gapMilliseconds: nil))
    #expect(event(&transitions, 1, term: 9) == nil)
    #expect(event(&transitions, 2, term: 8) == nil)
  }

  @Test("a resignation and its successor are one sentence with the gap between them")
  func resigned() {
    var transitions = Transitions(me: 3, leader: 1, term: 7)
    #expect(event(&transitions, 0, term: 7, at: 1_000_000) == nil)
    #expect(transitions.vacancy?.tab == 1)
    #expect(
      event(&transitions, 2, term: 8, at: 4_000_000)
        == .anotherLeads(tab: 2, from: 1, .resigned, gapMilliseconds: 3))
    #expect(transitions.vacancy == nil)
  }

  @Test("a leader that is noticed to be gone has not resigned, unless its word comes after")
  func noticed() {
    func notice(_ transitions: inout Transitions) {
      let said = transitions.leaderChanged(
        to: 0, term: 7, at: 1_000_000, isAnnounced: false, isAlive: { _ in false })
      #expect(said == nil)
    }
    var transitions = Transitions(me: 3, leader: 1, term: 7)
    notice(&transitions)
    #expect(transitions.vacant(isAlive: { _ in false }) == .vacant(tab: 1, .died))
    #expect(transitions.vacant(isAlive: { _ in true }) == .vacant(tab: 1, .stoppedAnswering))
    #expect(
      event(&transitions, 2, term: 8, at: 4_000_000)
        == .anotherLeads(tab: 2, from: 1, .died, gapMilliseconds: nil))

    transitions = Transitions(me: 3, leader: 1, term: 7)
    notice(&transitions)
    #expect(event(&transitions, 0, term: 7, at: 2_000_000) == nil)
    #expect(transitions.vacant(isAlive: { _ in false }) == .vacant(tab: 1, .resigned))
    #expect(
      event(&transitions, 2, term: 8, at: 4_000_000)
        == .anotherLeads(tab: 2, from: 1, .resigned, gapMilliseconds: 3))
  }
}
