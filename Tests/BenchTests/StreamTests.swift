import Testing

@testable import penholder_bench

@Suite("What comes from a terminal")
struct StreamTests {
  @Test("an answer lasts from the question to its last byte, not to the end of the silence")
  func answer() {
    var settling = Settling(start: 100, quiet: 30, limit: 1_000)
    #expect(settling.deadline == 1_100)
    #expect(settling.duration == nil)
    settling.take(5, at: 140)
    settling.take(0, at: 150)
    settling.take(7, at: 160)
    #expect(settling.first == 140)
    #expect(settling.duration == 60)
    #expect(settling.bytes == 12)
    #expect(settling.deadline == 190)
  }

  @Test("an answer without end is cut at the limit")
  func endless() {
    var settling = Settling(start: 0, quiet: 30, limit: 100)
    settling.take(1, at: 90)
    #expect(settling.deadline == 100)
  }

  @Test("a text is found wherever the stream is cut", arguments: 1...9)
  func search(cut: Int) {
    let stream = Array("todo-00\u{1b}[Htodo-000042 x".utf8)
    var search = TextSearch("todo-000042")
    var start = 0
    while start < stream.count {
      let end = min(stream.count, start + cut)
      #expect(!search.isFound || start >= stream.count - 2 - cut)
      search.take(stream[start..<end])
      start = end
    }
    #expect(search.isFound)
    var other = TextSearch("todo-000043")
    other.take(stream[...])
    #expect(!other.isFound)
  }

  @Test("the last row is the highest name on the screen")
  func lastRow() {
    #expect(
      TodoList.lastName(in: Array("todo-000002 todo-000010 b todo-000003".utf8)) == "todo-000010")
    #expect(TodoList.lastName(in: Array("todo- todo-12".utf8)) == nil)
    #expect(TodoList.name(42) == "todo-000042")
    #expect(Array(TodoList(size: 0).titles).isEmpty)
    #expect(Array(TodoList(size: 3).titles).count == 3)
  }

  @Test("a word that follows another shares no letter with it in any place")
  func words() {
    for number in 0..<100 {
      let (one, next) = (Following.word(number), Following.word(number + 1))
      #expect(one.count == 8)
      #expect(zip(one, next).allSatisfy { $0 != $1 })
    }
  }
}
