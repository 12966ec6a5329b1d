/// How long a story looks for what must come, where nothing can tell that it has come.
///
/// Time counts only while the story looks: when it, or the whole machine, was held up between two looks,
/// what it waits for was held up as well, and it looks again.
package struct Patience: Sendable {
  /// A busy machine takes its time.
  package static let limit = Duration.seconds(30)
  /// The most that one pause between looks may count.
  private static let longestPause = Duration.milliseconds(500)

  private var spent = Duration.zero
  private var last = ContinuousClock.now

  package init() {}

  /// Pauses before the next look; false, at once, when there has been time enough.
  package mutating func lasts() async throws -> Bool {
    guard spent < Self.limit else { return false }
    try await Task.sleep(for: .milliseconds(20))
    let now = ContinuousClock.now
    spent += min(now - last, Self.longestPause)
    last = now
    return true
  }
}
