import Foundation
import Testing

@testable import Penholder

/// The dashboard and the alerts ask for numbers that are exported, and the page explains each alert.
@Suite("The dashboard and the alerts")
struct OperationsFileTests {
  private static func asset(_ name: String) throws -> String {
    try CataloguePages.text(CataloguePages.root.appendingPathComponent("Assets/\(name)"))
  }

  /// The names of series in a text.
  private static func names(_ text: String) -> Set<String> {
    Set(text.matches(of: /\bpenholder_[a-z_]+/).map { String($0.0) })
  }

  /// The names of all series that one tab's page has.
  private static func exported() async throws -> Set<String> {
    let folder = TestFolder()
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    let page = PrometheusText.page(of: try MultiTabDatabase.status(at: folder.database))
    await db.close()
    return Set(
      page.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
        String($0.prefix { $0 != "{" })
      })
  }

  @Test(
    "every number that they ask for is exported",
    arguments: ["grafana-dashboard.json", "alerts.yml"])
  func exist(_ name: String) async throws {
    let asked = Self.names(try Self.asset(name))
    #expect(asked.count > 5)
    #expect(asked.subtracting(try await Self.exported()) == [])
  }

  @Test("the dashboard can be read, and shows all that an operator looks for, each in its place")
  func dashboard() throws {
    let text = try Self.asset("grafana-dashboard.json")
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let panels = try #require(object?["panels"] as? [[String: Any]])
    let titles = panels.compactMap { $0["title"] as? String }
    for title in [
      "Leader", "Takeover", "Leadership changes", "Queue depth", "Queue age", "Notification",
      "Write latency", "Conflicts", "Refreshes",
    ] {
      #expect(titles.contains(title), "there is no panel \(title)")
    }
    #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
    for panel in panels {
      let targets = try #require(panel["targets"] as? [[String: Any]])
      #expect(targets.allSatisfy { ($0["expr"] as? String)?.contains("$database") == true })
      #expect((panel["description"] as? String)?.hasSuffix(".") == true)
    }
  }

  @Test("each alert has a place on the page, and no other has")
  func alerts() throws {
    let named = try Self.asset("alerts.yml").matches(of: /- alert: (\w+)/).map { String($0.1) }
    #expect(named.count > 4 && Set(named).count == named.count)
    let page = try CataloguePages.page("Observability")
    let explained = page.matches(of: /\n\| `(Penholder[A-Za-z]+)` \|/).map { String($0.1) }
    #expect(explained == named)
  }
}
