import Testing

@testable import TodoApp

@Suite("File formats")
struct FormatTests {
  private func read(_ text: String, _ format: TodoFormat) -> EntryList {
    FormatWorld.read(text, format)
  }

  private func only(_ text: String, _ format: TodoFormat) throws -> TodoEntry {
    let list = read(text, format)
    try #require(list.problems.isEmpty && list.items.count == 1, "\(list)")
    return list.items[0].entry
  }

  private func problems(_ text: String, _ format: TodoFormat) -> [String] {
    read(text, format).problems.map { "\($0.line): \($0.reason)" }
  }

  // MARK: todo.txt

  @Test("a line of todo.txt says everything that its programs write")
  func todoTxt() throws {
    let open = try only(
      "(A) 2026-11-20 Renew the certificate +launch @ops @web due:2026-12-01 rec:+1y", .todotxt)
    #expect(open.title == "Renew the certificate")
    #expect(open.priority == .high && open.project == "launch" && open.tags == ["ops", "web"])
    #expect(open.due?.iso == "2026-12-01" && open.recurrence?.text == "+1y" && !open.done)
    #expect(open.createdAt.map { FormatWorld.now.on($0).day.iso } == "2026-11-20")
    let done = try only("x 2026-11-24 2026-11-20 Pay rent pri:B", .todotxt)
    #expect(done.done && done.priority == .medium && done.title == "Pay rent")
    #expect(done.completedAt.map { FormatWorld.now.on($0).day.iso } == "2026-11-24")
    #expect(done.createdAt.map { FormatWorld.now.on($0).day.iso } == "2026-11-20")
    let single = try only("x 2026-11-24 Pay rent", .todotxt)
    #expect(single.completedAt != nil && single.createdAt == nil)
  }

  @Test("what the app has no place for stays in a todo.txt line's text, and comes out as it was")
  func todoTxtKept() {
    for line in [
      "(D) 2026-11-20 Call mum", "Read http://host/a%20b?c=%41", "Meet t:2026-12-01 mood:good",
      "+one Fix +two", "x 2026-11-24 2026-11-20 Pay pri:D", "Tea", "Watch 10:30 show", "xylophone",
      "2026-11-20 note: call", "due: is a word", "Use 100% of it",
    ] {
      let list = read(line, .todotxt)
      #expect(list.problems.isEmpty)
      #expect(
        FormatWorld.write(list.items.map { ($0.entry, 0) }, .todotxt) == line + "\n")
    }
  }

  @Test("days in todo.txt may be words, and what is no day is a problem with its line")
  func todoTxtDue() throws {
    #expect(try only("Tea due:tomorrow", .todotxt).due?.iso == "2026-11-25")
    #expect(
      problems("fine\n\nTea due:someday\n+a @b\nTea rec:often", .todotxt) == [
        "3: “someday” is no date; write it as due:2026-11-23 or due:2026-11-23T09:00",
        "4: a todo needs a title",
        "5: “often” is no repetition; write it as rec:1w, or rec:+1w from the due date",
      ])
  }

  @Test("parts are found by id wherever they stand; a ring and a stranger are problems")
  func parents() {
    let list = read("part p:7\nwhole id:7\npart of part p:x\nthe x id:x p:7", .todotxt)
    #expect(list.problems.isEmpty)
    #expect(list.items.map(\.parent) == [1, nil, 3, 1])
    #expect(
      problems("a id:1 p:2\nb id:2 p:1\nc p:9\nd id:d p:d", .todotxt).sorted() == [
        "1: it is a part of itself", "3: it is a part of “9”, which is not there",
        "4: it is a part of itself",
      ])
  }

  // MARK: JSON

  @Test("JSON is an array or objects one after another; a broken one is named and the rest is read")
  func json() {
    #expect(read("[{\"title\": \"a\"},\n {\"title\": \"b [\\\"{\"}]\n", .json).items.count == 2)
    #expect(read("{\"title\": \"a\"}\n{\"title\": \"b\"}", .json).items.map(\.line) == [1, 2])
    #expect(read("[]", .json) == EntryList())
    #expect(
      problems(
        """
        {"title": "a"}
        {"titel": "b"}
        {"title": 7}
        {"title": "c", "due": "soon"}
        {"title": "d"
        7
        {"title": "e", "priority": "urgent"}
        """, .json) == [
          "2: “title” is missing", "3: “title” has a value of the wrong kind",
          "4: “due”: 'soon' is no date; write it as 2026-11-23 or 2026-11-23T09:00",
          "5: the object is not closed", "6: it is not JSON: an object begins with {",
          "7: “priority”: Cannot initialize Priority from invalid String value urgent",
        ])
    #expect(problems("[{\"title\": \"a\"}\n", .json) == ["2: the array is not closed"])
    #expect(problems("\n\nhello\n", .json) == ["3: it is not JSON: an object begins with {"])
  }

  // MARK: CSV

  @Test("a table's columns stand in any order, with either line break and fields of several lines")
  func csv() throws {
    for end in ["\n", "\r\n"] {
      let entry = try only(
        ["Done,TITLE,notes,tags", "x,\"Say \"\"hi\"\", twice\",\"one\ntwo\",a b"]
          .joined(separator: end) + end, .csv)
      #expect(entry.title == "Say \"hi\", twice" && entry.notes == "one\ntwo" && entry.done)
      #expect(entry.tags == ["a", "b"])
    }
    #expect(read("title\nlast without a break", .csv).items.map(\.entry.title).count == 1)
    // Half a line break at the end, as of a file that was cut, is no part of the notes.
    #expect(try only("title,notes\r\na,n\r", .csv).notes == "n")
  }

  @Test("a bad row is named by the line where it begins")
  func csvProblems() {
    #expect(
      problems("title,due\n\"a\nb\",\nc,soon\nd\n\"e\"f,\n\"g", .csv) == [
        "4: “soon” is no date like 2026-11-23", "5: it has 1 fields instead of 2",
        "6: text stands behind a closed quotation mark", "7: a quotation mark is not closed",
      ])
    #expect(
      problems("name,due\na,", .csv) == [
        "1: the first row must name the columns, and one of them must be “title”"
      ])
    #expect(problems("title,mood\na,good", .csv) == ["1: nothing is known of a column “mood”"])
  }

  // MARK: Markdown

  @Test("check lists nest, keep their notes, and everything around them is read over")
  func markdown() {
    let list = read(
      """
      # Launch

      Some words. - [ ] not an item
      - [ ] Write the report +launch #ops !high due:2026-12-01
        > numbers in the lab book

        more of it
          1. [x] Section 3
             * [X] The graph
      - not a check item
      + [ ] Tea \\#1
      """, .markdown)
    #expect(list.problems.isEmpty)
    #expect(
      list.items.map(\.entry.title) == ["Write the report", "Section 3", "The graph", "Tea #1"])
    #expect(list.items.map(\.parent) == [nil, 0, 1, nil])
    #expect(list.items.map(\.entry.done) == [false, true, true, false])
    #expect(list.items[0].entry.notes == "numbers in the lab book\nmore of it")
    #expect(list.items[0].entry.priority == .high && list.items[0].entry.project == "launch")
    #expect(list.items.map(\.line) == [4, 8, 9, 11])
    #expect(problems("- [ ] ok\n- [ ]\n  - [ ] part", .markdown) == ["2: a todo needs a title"])
  }

  @Test("what is no UTF-8 is named, a byte order mark is not a part of the title")
  func encodings() {
    for format in [TodoFormat.todotxt, .markdown] {
      #expect(
        format.read([0x61, 0x0A, 0xFF, 0x0A, 0x62], at: FormatWorld.now).problems.map(\.line)
          == [2])
    }
    let marked = [0xEF, 0xBB, 0xBF] + Array("Tea".utf8)
    #expect(TodoFormat.todotxt.read(marked, at: FormatWorld.now).items[0].entry.title == "Tea")
  }

  @Test("the file's name tells the format")
  func names() {
    #expect(TodoFormat(fileName: "/a/todo.txt") == .todotxt)
    #expect(TodoFormat(fileName: "A.JSONL") == .json)
    #expect(TodoFormat(fileName: "a.csv") == .csv && TodoFormat(fileName: "README.md") == .markdown)
    #expect(TodoFormat(fileName: "/a.txt/todos") == nil && TodoFormat(fileName: "") == nil)
  }
}
