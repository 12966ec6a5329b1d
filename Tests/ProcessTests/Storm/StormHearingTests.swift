import CommandLineKit
import Testing

@testable import penholder_tool

@Suite("A storm's ear")
struct StormHearingTests {
  /// What a tab says, a line after another, and what is objected to in the end.
  struct Tale: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Nil when nothing is wrong.
    let objection: String?
    var hearing = StormHearing()
    let lines: [JSON]

    init(
      _ description: String, _ objection: String?, in hearing: StormHearing = StormHearing(),
      _ lines: JSON...
    ) {
      (testDescription, self.objection, self.hearing) = (description, objection, hearing)
      self.lines = lines
    }

    var objections: [String] {
      var hearing = hearing
      hearing.look(at: 4)
      return lines.compactMap { hearing.hear($0["event"]?.text ?? "", $0) }
    }
  }

  private static func change(_ sequence: Int64, _ first: Int64, _ commit: Int64) -> JSON {
    [
      "event": "dataChanged", "sequence": .integer(sequence), "firstCommit": .integer(first),
      "commit": .integer(commit), "tab": .integer(1),
    ]
  }

  private static func leader(_ term: Int64) -> JSON {
    ["event": "leaderChanged", "term": .integer(term)]
  }

  private static func role(_ term: Int64) -> JSON {
    ["event": "role", "role": "leader", "term": .integer(term)]
  }

  private static let gap: JSON = ["event": "gap", "missed": .integer(1)]

  private static let tales = [
    Tale("each commit in turn, several as one", nil, change(7, 5, 5), change(9, 6, 8)),
    Tale("a gap, and then what comes after it", nil, change(7, 5, 5), gap, change(9, 9, 9)),
    Tale(
      "another ring, after a gap", nil, in: StormHearing(isFileStolen: true), change(7, 5, 5), gap,
      change(1, 6, 6)),
    Tale("one term after another", nil, leader(2), leader(2), leader(3), role(3), role(5)),
    Tale(
      "a commit is never announced", "never told of the commits from 6 to 6", change(7, 5, 5),
      change(8, 7, 7)),
    Tale(
      "the first of all is never announced", "never told of the commits from 5 to 5",
      change(7, 6, 6)),
    Tale(
      "a gap covers what comes after the next commit, too", "from 10 to 10", gap, change(9, 9, 9),
      change(10, 11, 11)),
    Tale("a commit is announced twice", "told of", change(7, 5, 5), change(8, 5, 5)),
    Tale("a commit goes back", "told of", change(7, 5, 6), change(8, 5, 5)),
    Tale("an event is delivered twice", "told of", change(7, 5, 5), change(7, 6, 6)),
    Tale(
      "a ring begins anew without a word", "told of", in: StormHearing(isFileStolen: true),
      change(7, 5, 5), change(1, 6, 6)),
    Tale("a leader of an older term", "told of term 3 before", leader(3), leader(2)),
    Tale("the same term led twice", "led in term 3 before", role(3), role(3)),
    Tale(
      "an observer that leads", "an observer leads", in: StormHearing(isObserver: true), role(3)),
    Tale("no JSON", "no JSON", ["event": "notJSON"]),
  ]

  @Test("objects to what cannot be, and to nothing else", arguments: tales)
  func tale(_ tale: Tale) {
    let objections = tale.objections
    guard let objection = tale.objection else {
      #expect(objections == [])
      return
    }
    #expect(objections.count == 1 && objections[0].contains(objection), "\(objections)")
  }
}
