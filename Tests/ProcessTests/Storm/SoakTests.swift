import Testing

@testable import penholder_tool

@Suite("A soak")
struct SoakTests {
  @Test(
    "storm after storm, several at a time, and every kill point is visited",
    .enabled(if: StormSettings.soakMinutes != nil))
  func soak() async throws {
    // Small groups side by side, each in a storm of its own; tabs are killed as fast as they can be
    // replaced. In every third storm somebody attacks the coordination file, too.
    let soak = Soak(minutes: StormSettings.soakMinutes ?? 0)
    try await soak.run()
    let report = soak.report
    print(report)
    if let path = StormSettings.soakReport {
      try report.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(StormCoverage.shared.missing == [], "nobody was ever killed, or stopped, there")
  }
}
