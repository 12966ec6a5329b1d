import TestSupport
import Testing

@testable import TodoApp

/// Files made to take long. Each would take hours if its size counted twice; read once, it takes a
/// moment, even on a busy machine.
@Suite("Files made to take long", .ownThread, .timeLimit(.minutes(5)))
struct LargeFileTests {
  private func read(_ text: String, _ format: TodoFormat) -> EntryList {
    FormatWorld.read(text, format)
  }

  @Test("every line of a table opens a quotation mark that nobody closes")
  func openQuotes() {
    let list = read("title\n" + String(repeating: "a\",\"\n", count: 100_000), .csv)
    #expect(list.items.isEmpty)
    #expect(list.problems.count == 100_000)
    #expect(list.problems.last?.line == 100_001)
  }

  @Test("every record of a table ends badly, far below")
  func badEnd() {
    let list = read("title\n" + String(repeating: "a\",\"\n", count: 100_000) + "\"x\n", .csv)
    #expect(list.items.isEmpty)
    #expect(list.problems.count == 100_001)
  }

  @Test("a record behind one of those is found")
  func recordBehind() {
    let list = read("title\n\"a\nb\n\"x\n\"c\nd\"\ne\n", .csv)
    #expect(list.items.map(\.entry.title) == ["b", "c d", "e"])
    #expect(list.problems.map(\.line) == [2, 4])
  }

  @Test("every line opens an object that nobody closes", arguments: ["{", "{\"a\":[", "{\""])
  func openObjects(line: String) {
    let list = read(String(repeating: line + "\n", count: 50_000), .json)
    #expect(list.items.isEmpty)
    #expect(list.problems.count == 50_000)
  }

  @Test("each todo is a part of the next", arguments: [false, true])
  func chain(isRing: Bool) {
    let count = 50_000
    let lines = (0..<count).map { number in
      let isLast = number == count - 1
      return "x\(number) id:\(number)" + (isLast && !isRing ? "" : " p:\((number + 1) % count)")
    }
    let list = read(lines.joined(separator: "\n"), .todotxt)
    #expect(list.items.count == count)
    #expect(list.problems.map(\.line) == (isRing ? [1] : []))
    #expect(list.items.count { $0.parent == nil } == 1)
  }

  @Test("a word is a spelling of a spelling of a spelling, a hundred thousand times")
  func spellings() {
    let word = "%" + String(repeating: "25", count: 100_000) + "41"
    let list = read("a +\(word)\nb @\(word)20\n", .todotxt)
    #expect(list.items.map(\.entry.project) == [word, nil])
    // %20 is how a blank is spelled, and that is spelled anew for every layer.
    #expect(list.items[1].entry.tags == [word + "20"])
    let blank = "%" + String(repeating: "25", count: 100_000) + "20"
    let spelled = read("c @\(blank)\n", .todotxt).items.first?.entry.tags
    #expect(spelled == ["%" + String(repeating: "25", count: 99_999) + "20"])
  }
}
