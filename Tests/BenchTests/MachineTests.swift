import Glibc
import Testing

@testable import penholder_bench

@Suite("What the machine says")
struct MachineTests {
  @Test("noise is what happened between two looks")
  func noise() throws {
    let before = try #require(
      NoiseSample(
        stat: "cpu  100 0 100 700 50 0 0 50 9 9\ncpu0 1 2\ncpu1 1 2\nintr 5\n",
        loadavg: "1.50 1.00 0.50 1/200 4242\n"))
    let after = try #require(
      NoiseSample(
        stat: "cpu  200 0 150 900 50 0 0 100 9 9\ncpu0 1 2\ncpu1 1 2\n",
        loadavg: "2.00 1.00 0.50 1/200 4242\n"))
    #expect(
      before.until(after)
        == Noise(stolen: 0.125, busy: 0.5, loadBefore: 1.5, loadAfter: 2, processors: 2))
  }

  @Test(
    "what is not the kernel's text is refused",
    arguments: [
      ("", "1 1 1"), ("cpu 1 2 3", "1 1 1"), ("cpu 1 2 3 4 5 6 7 8", ""),
    ])
  func refused(stat: String, loadavg: String) {
    #expect(NoiseSample(stat: stat, loadavg: loadavg) == nil)
  }

  @Test("memory is resident, proportional and its own")
  func memory() throws {
    let memory = try #require(
      Memory(
        rollup: """
          5581e0000000-7ffd0b5f2000 ---p 00000000 00:00 0                          [rollup]
          Rss:                1600 kB
          Pss:                 414 kB
          Shared_Clean:       1200 kB
          Private_Clean:        20 kB
          Private_Dirty:       380 kB
          """))
    #expect(memory.resident == 1_600 * 1_024)
    #expect(memory.proportional == 414 * 1_024)
    #expect(memory.own == 400 * 1_024)
    #expect(Memory(rollup: "Rss: 5 kB") == nil)
  }

  @Test("the machine that this runs on speaks so")
  func here() throws {
    #expect(try NoiseSample.now().processors > 0)
    #expect(try Memory.of(getpid()).resident > 0)
  }

  @Test("what a thread did is read from the kernel's texts")
  func activity() throws {
    let status = "Name:\tx\nvoluntary_ctxt_switches:\t42\nnonvoluntary_ctxt_switches:\t7\n"
    #expect(Activity.sleeps(status: status) == 42)
    #expect(Activity.sleeps(status: "Name: x") == nil)
    #expect(Activity.busy(schedstat: "123456 99 3\n") == 123_456)
    #expect(Activity.busy(schedstat: "") == nil)
    #expect(try Activity.of(getpid()).busy > 0)
  }

  @Test("who is missing is named with what brings it")
  func missing() {
    let programs = Programs(path: "/usr/bin:/bin")
    struct Nobody: Candidate {
      var name: String { "nobody" }
      var program: String { "sh" }
      var companions: [String] { ["surely-no-such-program"] }
      var package: String { "Debian: nobody" }
    }
    let (present, skipped) = programs.sort([Nobody()]) { $0 }
    #expect(present.isEmpty)
    #expect(
      skipped
        == [
          Skipped(
            candidate: "nobody", missing: "surely-no-such-program", package: "Debian: nobody")
        ])
    #expect(programs.find("sh") == "/usr/bin/sh")
    #expect(programs.find("/bin/sh") == "/bin/sh")
  }
}
