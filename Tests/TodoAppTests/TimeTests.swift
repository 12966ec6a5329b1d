import Testing

@testable import TodoApp

@Suite("What time alone changes")
struct TimeTests {
  private func instant(_ iso: String) -> Instant? { Instant(iso: iso) }

  @Test("the next turn is midnight on the user's wall, or the end of the minute something is due")
  func turns() throws {
    var world = World(["one"])
    #expect(world.state.turnsAt == instant("2026-11-24T00:00:00Z"))
    world.update(1, by: 1) { $0.due = Due(iso: "2026-11-23T14:30") }
    world.announce()
    #expect(world.state.turnsAt == instant("2026-11-23T14:31:00Z"))
    world.update(1, by: 1) { $0.done = true }
    world.announce()
    #expect(world.state.turnsAt == instant("2026-11-24T00:00:00Z"))
    world.state.now = Moment(World.morning, secondsFromUTC: 5 * 3_600)
    world.state.list.askedAt = world.state.now
    #expect(world.state.turnsAt == instant("2026-11-23T19:00:00Z"))
  }

  @Test("what was due becomes overdue without a key, and the next turn is later")
  func overdue() throws {
    var world = World(["call"])
    world.update(1, by: 1) { $0.due = Due(iso: "2026-11-23T14:30") }
    world.announce()
    #expect(world.state.list.counts.overdue == 0)
    world.milliseconds = world.state.turnsAt.milliseconds
    world.send(.timePassed)
    world.deliver()
    #expect(world.state.list.counts.overdue == 1)
    #expect(world.state.turnsAt == instant("2026-11-24T00:00:00Z"))
    #expect(world.frame.text(ofRow: 3).contains("14:30"))
    world.milliseconds = world.state.turnsAt.milliseconds
    world.send(.timePassed)
    world.deliver()
    #expect(world.frame.text(ofRow: 3).contains("-1d"))
    #expect(world.state.turnsAt == instant("2026-11-25T00:00:00Z"))
  }

  @Test("a reading that fails, or is under way, is not asked for without end")
  func failing() throws {
    var world = World(["call"])
    world.update(1, by: 1) { $0.due = Due(iso: "2026-11-23T14:30") }
    world.announce()
    world.milliseconds = world.state.turnsAt.milliseconds
    world.send(.timePassed)
    #expect(world.outbox.count == 1)
    #expect(world.state.turnsAt > world.now.instant, "while it is under way")
    world.send(.timePassed)
    #expect(world.outbox.count == 1)
    world.outbox = []
    world.send(.loadFailed("no"))
    #expect(world.state.turnsAt > world.now.instant)
  }

  @Test("a leader's change that takes long is explained, once; a queued one says so from the start")
  func slow() throws {
    var world = World(["one"])
    try world.press("x", delivering: false)
    let due = World.morning.milliseconds + 1_000
    #expect(world.state.turnsAt.milliseconds == due)
    world.milliseconds = due
    world.send(.timePassed)
    #expect(world.state.message?.text.contains("another program is writing") == true)
    #expect(world.state.turnsAt == instant("2026-11-24T00:00:00Z"))
    world.deliver()
    #expect(world.todos[0].done)
    var other = World(["one"], as: World.follower)
    try other.press("wx", delivering: false)
    #expect(other.state.turnsAt == instant("2026-11-24T00:00:00Z"))
  }
}
