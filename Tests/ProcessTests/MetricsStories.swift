import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

@Suite("Metrics of running tabs")
struct MetricsStories {
  @Test("anybody can see what all tabs have counted, and a tab forgets only its own")
  func everybody() async throws {
    // Ann leads and writes; Ben is told, and is refused. Somebody looks, in both formats. Ann
    // resets her own numbers; somebody looks again.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2)
      let (ann, ben) = (tabs[0], tabs[1])
      let commit = try await ann.write("INSERT INTO note (text) VALUES ('Ann')")["commit"]
      try await ben.line("the announcement") { $0["commit"] == commit }
      let refused = try await ben.ask("write", ["sql": "DELETE FROM note"])
      #expect(refused.errorCode == "WRITE_PERMISSION_DENIED")

      let json = try JSON(parsing: try await group.run("metrics", group.database).output)
      guard case .array(let counted)? = json["tabs"] else {
        throw TabProcess.Missing(description: "tabs")
      }
      #expect(counted[0]["metrics"]?["commits"] == .integer(2))
      #expect(counted[1]["metrics"]?["commitLatency"]?["p50"] == .null)
      #expect(counted[1]["metrics"]?["followerRefreshes"] == .integer(1))
      #expect(json["total"]?["commits"] == .integer(2))
      #expect(json["total"]?["writeConflicts"] == .integer(1))
      #expect(json["total"]?["commitLatency"]?["count"] == .integer(2))

      let name = try #require(json["database"]?.text)
      func labels(_ tab: Int, _ role: String) -> String {
        #"{database="\#(name)",tab="\#(tab)",role="\#(role)"}"#
      }
      let page = try await group.run("metrics", group.database, "--format", "prometheus")
      let lines = page.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(page.exit == 0 && lines.last == "" && lines.dropLast().allSatisfy { !$0.isEmpty })
      #expect(lines.contains("penholder_commits_total\(labels(1, "leader")) 2"))
      #expect(lines.contains("penholder_write_conflicts_total\(labels(2, "follower")) 1"))
      #expect(
        lines.contains("penholder_notification_latency_seconds_count\(labels(2, "follower")) 1"))

      try await ann.get("resetMetrics")
      let after = try JSON(parsing: try await group.run("metrics", group.database).output)
      #expect(after["total"]?["commits"] == .integer(0))
      #expect(after["total"]?["writeConflicts"] == .integer(1))
      let wrong = try await group.run("metrics", group.database, "--format", "yaml")
      #expect(wrong.exit == EX_USAGE)
    }
  }
}
