import Foundation
import PenholderCore
import Testing

@testable import Penholder

/// The pages of what is counted and of what can be set leave nothing out.
@Suite("The pages of numbers and settings")
struct NumberPageTests {
  @Test("every number that Prometheus is given is explained, and no other")
  func metrics() throws {
    let page = try CataloguePages.page("Observability")
    let explained = Set(
      page.split(separator: "\n").filter { $0.hasPrefix("| `penholder_") }
        .map { String($0.dropFirst(3).prefix { $0 != "`" }) })
    var exported = Set(Layout.Metrics.Counter.allCases.map { $0.exportName + "_total" })
    exported.formUnion(Layout.Metrics.Histogram.allCases.map(\.exportName))
    let folder = TestFolder()
    #expect(FileManager.default.createFile(atPath: folder.database, contents: nil))
    let status = try MultiTabDatabase.status(at: folder.database)
    let group = PrometheusText.page(of: status).split(separator: "\n").filter {
      $0.hasPrefix("# TYPE")
    }
    exported.formUnion(group.map { String($0.split(separator: " ")[2]) })
    exported.formUnion(["penholder_queue_depth", "penholder_counting_seconds"])
    #expect(explained == exported)
  }

  @Test("every setting stands in the guide, with what it is unless set")
  func settings() throws {
    let page = try CataloguePages.page("Guide")
    let configuration = MultiTabDatabase.Configuration()
    let names = Mirror(reflecting: configuration).children.compactMap(\.label)
    let rows = page.components(separatedBy: "## Configuration")[1].split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
    #expect(Set(rows.map { String($0.dropFirst(3).prefix { $0 != "`" }) }) == Set(names))
    #expect(configuration.lease == .milliseconds(1200))
    #expect(configuration.busyTimeout == .seconds(5))
    #expect(configuration.requestTimeLimit == .seconds(10))
    #expect(configuration.groupTimeLimit == .milliseconds(25))
    #expect(configuration.maximumReaderCount == 4 && configuration.checkpointSize == 4 << 20)
    for row in [
      "| `lease` | 1.2 s |", "| `busyTimeout` | 5 s |", "| `requestTimeLimit` | 10 s |",
      "| `groupTimeLimit` | 25 ms |", "| `maximumReaderCount` | 4 |",
      "| `checkpointSize` | 4 MiB |",
    ] {
      #expect(page.contains(row))
    }
  }

  @Test("the version on the pages is the code's, and the list of changes has it")
  func version() throws {
    let line = "\(MultiTabDatabase.libraryVersion) (coordination file layout \(Layout.version))"
    #expect(try CataloguePages.page("Versions").contains("# \(line)\n"))
    #expect(
      try CataloguePages.page("Protocol").contains("The layout's version is \(Layout.version)."))
    let changes = try CataloguePages.text(
      CataloguePages.root.appendingPathComponent(".github/CHANGELOG.md"))
    #expect(changes.contains("\n## [\(MultiTabDatabase.libraryVersion)]"))
  }

  @Test("the bounds on the pages are the code's")
  func bounds() throws {
    let performance = try CataloguePages.page("Performance")
    #expect(Layout.maximumTabs == 128 && performance.contains("| 128 |"))
    #expect(Layout.laneEntries == 64 && RequestQueue.sizeLimit == 32 << 10)
    #expect(RequestQueue.waitingLimit == 16_384 && Events.limit == 4096)
    #expect(LaneIntake.requestLimit == 512 && LaneIntake.byteLimit == 1 << 20)
    #expect(OutcomeTable.keptCommits == 16_384 && OutcomeTable.keptNames == 10_000)
    #expect(TakenRequest.attemptLimit == 3 && RowChanges.limit == 64)
    for text in [
      "| 64, of 32 KiB together; 16,384 more wait in the tab |", "| 512, of 1 MiB, for 25 ms |",
      "| 4,096, then one gap |", "| 1,024 |",
    ] {
      #expect(performance.contains(text), "\(text)")
    }
    let protocolPage = try CataloguePages.page("Protocol")
    #expect(protocolPage.contains("the last 16,384 commits are kept"))
    #expect(protocolPage.contains("the last 10,000 are kept"))
  }
}
