import Penholder
import Testing

extension Optimistic {
  /// Makes an edit for which there must be room.
  mutating func added(_ edit: Edit) throws -> EditID {
    let id = make(edit)
    return try #require(id)
  }
}

/// Replaces a text, but nothing is left of it if the text has changed.
private struct Replacement: OptimisticEdit {
  let text: String

  func apply(to base: inout String, id: EditID, state: EditState) -> Bool {
    base = text
    return true
  }

  func footing(in base: String) -> String { base }

  func merged(from footing: String, into base: String) -> Replacement? {
    footing == base ? self : nil
  }
}

@Suite("Optimistic edits")
struct OptimisticTests {
  typealias List = Optimistic<ListModel.Base, ListModel.Edit>
  typealias Registers = Optimistic<RegisterModel.Base, RegisterModel.Edit>

  func append(_ line: String, tells: Bool = false) -> ListModel.Edit {
    ListModel.Edit(kind: .append, line: line, tells: tells)
  }

  func set(_ value: Int) -> RegisterModel.Edit {
    RegisterModel.Edit(kind: .set(register: 0, to: value, expected: nil), tells: false)
  }

  func registers(_ value: Int) -> RegisterModel.Base {
    RegisterModel.Base(contents: .init(registers: [0: value]))
  }

  @Test("an edit is in the view at once, on top of the confirmed snapshot")
  func atOnce() throws {
    var list = List(.init(lines: ["a"]), commit: 3)
    _ = try list.added(append("b"))
    #expect(list.view.lines == ["a", "b"])
    #expect(list.confirmed.lines == ["a"])
    #expect(list.pendingCount == 1 && list.pending[0].isShown)
  }

  @Test("an accepted edit stays until a snapshot of its commit is here: the view never goes back")
  func noFlicker() throws {
    var list = List(.init(lines: ["a"]), commit: 3)
    let id = try list.added(append("b"))
    list.accepted(id, at: 5)
    #expect(list.view.lines == ["a", "b"])
    #expect(list.pending.map(\.state) == [.accepted(commit: 5)])
    list.refresh(.init(lines: ["a", "x"]), commit: 4)
    #expect(list.view.lines == ["a", "x", "b"])
    list.refresh(.init(lines: ["a", "x", "b", "y"]), commit: 9)
    #expect(list.view.lines == ["a", "x", "b", "y"])
    #expect(list.pending.isEmpty)
  }

  @Test(
    "a snapshot before the receipt: twice at most until the receipt, never for one that can tell")
  func snapshotFirst() throws {
    for tells in [false, true] {
      var list = List(.init(), commit: 3)
      let id = try list.added(append("b", tells: tells))
      list.refresh(.init(lines: ["b"], keys: [id]), commit: 4)
      #expect(list.view.lines == (tells ? ["b"] : ["b", "b"]))
      #expect(list.pendingCount == (tells ? 0 : 1))
      list.accepted(id, at: 4)
      #expect(list.view.lines == ["b"])
      #expect(list.pendingCount == 0)
    }
  }

  @Test("an older snapshot changes nothing; one of the same commit replaces what was there")
  func older() {
    var list = List(.init(lines: ["new"]), commit: 3)
    let isOldTaken = list.refresh(.init(lines: ["old"]), commit: 2)
    #expect(!isOldTaken)
    #expect(list.view.lines == ["new"] && list.commit == 3)
    let isOtherTaken = list.refresh(.init(lines: ["another part"]), commit: 3)
    #expect(isOtherTaken)
    #expect(list.view.lines == ["another part"])
  }

  @Test("a rejected edit is handed back with its reason, and those on top are applied without it")
  func rejection() throws {
    var list = List(.init(lines: ["a"]), commit: 3)
    let first = try list.added(append("b"))
    let second = try list.added(ListModel.Edit(kind: .remove, line: "b", tells: false))
    _ = list.make(append("c"))
    #expect(list.view.lines == ["a", "c"])
    let rejection = list.rejected(first, because: "too long")
    #expect(rejection?.edit.edit.line == "b" && rejection?.reason == "too long")
    #expect(list.view.lines == ["a", "c"])
    // It has lost what it applies to, and waits for its own answer.
    #expect(list.pending.map(\.isShown) == [false, true])
    let (gone, goneAgain) = (list.rejected(second, because: ""), list.rejected(second, because: ""))
    #expect(gone != nil && goneAgain == nil)
    #expect(list.pendingCount == 1)
  }

  @Test("of several answers the first counts")
  func firstAnswer() throws {
    var list = List(.init(), commit: 3)
    let id = try list.added(append("b"))
    list.accepted(id, at: 5)
    let before = list
    let rejection = list.rejected(id, because: "no")
    #expect(rejection == nil)
    list.unknown(id)
    list.accepted(id, at: 8)
    #expect(list.pending == before.pending && list.view.lines == before.view.lines)
    list.refresh(.init(lines: ["b"]), commit: 5)
    list.accepted(id, at: 8)
    #expect(list.pending.isEmpty && list.view.lines == ["b"])
  }

  @Test("an edit of unknown outcome stays in the view until either answer comes")
  func unknown() throws {
    var list = List(.init(), commit: 3)
    let yes = try list.added(append("yes"))
    let no = try list.added(append("no"))
    list.unknown(yes)
    list.unknown(no)
    #expect(list.pending.map(\.state) == [.unknown, .unknown])
    list.refresh(.init(lines: ["x"]), commit: 4)
    #expect(list.view.lines == ["x", "yes", "no"])
    list.rejected(no, because: "withdrawn")
    list.accepted(yes, at: 6)
    #expect(list.view.lines == ["x", "yes"])
  }

  @Test("accepted edits are applied in the order of their commits, whichever receipt comes first")
  func commitOrder() throws {
    for isReversed in [false, true] {
      var registers = Registers(registers(0), commit: 3)
      let first = try registers.added(set(1))
      let second = try registers.added(set(2))
      let answers: [(EditID, UInt64)] = [(first, 9), (second, 7)]
      for (id, commit) in isReversed ? answers.reversed() : answers {
        registers.accepted(id, at: commit)
      }
      #expect(registers.view.contents.registers[0] == 1)
      #expect(registers.pending.map(\.id) == [second, first])
    }
  }

  @Test("in one commit the edits keep the order of their making")
  func sameCommit() throws {
    var registers = Registers(registers(0), commit: 3)
    let first = try registers.added(set(1))
    let second = try registers.added(set(2))
    registers.accepted(second, at: 7)
    registers.accepted(first, at: 7)
    #expect(registers.view.contents.registers[0] == 2)
  }

  @Test("the last writer wins: the edit is applied to whatever is there")
  func lastWriterWins() {
    var registers = Registers(registers(0), commit: 3)
    _ = registers.make(set(1))
    registers.refresh(self.registers(50), commit: 4)
    #expect(registers.view.contents.registers[0] == 1)
  }

  @Test("rejected if changed: not shown on a changed footing, until the database says otherwise")
  func rejectIfChanged() throws {
    var registers = Registers(registers(0), commit: 3, strategy: .rejectIfChanged)
    let first = try registers.added(set(1))
    let second = try registers.added(set(2))
    // What this tab's own edit changes is no change under the next one.
    #expect(registers.view.contents.registers[0] == 2)
    registers.refresh(self.registers(50), commit: 4)
    #expect(registers.view.contents.registers[0] == 50)
    #expect(registers.pending.map(\.isShown) == [false, false])
    // An acknowledged edit is shown, whatever the strategy thought.
    registers.accepted(first, at: 5)
    #expect(registers.view.contents.registers[0] == 2)
    let rejection = registers.rejected(second, because: "changed")
    #expect(rejection?.edit.edit == set(2))
    #expect(registers.view.contents.registers[0] == 1)
  }

  @Test("the strategy of an edit goes before that of the overlay")
  func ownStrategy() {
    var registers = Registers(registers(0), commit: 3, strategy: .rejectIfChanged)
    _ = registers.make(set(1), strategy: .lastWriterWins)
    registers.refresh(self.registers(50), commit: 4)
    #expect(registers.view.contents.registers[0] == 1)
  }

  @Test("a merge of which nothing is left shows nothing, unless the edit was accepted all the same")
  func emptyMerge() throws {
    var text = Optimistic<String, Replacement>("old", commit: 3, strategy: .merge)
    let id = try text.added(Replacement(text: "mine"))
    #expect(text.view == "mine")
    text.refresh("other", commit: 4)
    #expect(text.view == "other" && text.pending.map(\.isShown) == [false])
    text.accepted(id, at: 5)
    #expect(text.view == "mine")
  }

  @Test("a full overlay takes no further edit until one has left")
  func limit() throws {
    var list = List(.init(), commit: 3, limit: 2)
    let first = try list.added(append("a"))
    let (second, third) = (list.make(append("b")), list.make(append("c")))
    #expect(second != nil && third == nil)
    #expect(list.view.lines == ["a", "b"])
    list.rejected(first, because: "")
    _ = try list.added(append("c"))
    #expect(list.view.lines == ["b", "c"])
  }

  @Test("clearing gives back what was pending; later answers to it do nothing")
  func clear() throws {
    var list = List(.init(lines: ["a"]), commit: 3)
    let id = try list.added(append("b"))
    let dropped = list.clear()
    #expect(dropped.map(\.edit.line) == ["b"])
    #expect(list.view.lines == ["a"] && list.pendingCount == 0)
    list.accepted(id, at: 4)
    list.unknown(id)
    let rejection = list.rejected(id, because: "")
    #expect(rejection == nil && list.view.lines == ["a"] && list.pendingCount == 0)
    // Its name is not used again.
    let next = try list.added(append("c"))
    #expect(next > id)
  }

  @Test("with another database the commit may begin lower")
  func restart() {
    var list = List(.init(lines: ["a"]), commit: 9)
    _ = list.make(append("b"))
    let dropped = list.restart(from: .init(lines: ["old"]), commit: 4)
    #expect(dropped.map(\.edit.line) == ["b"])
    #expect(list.view.lines == ["old"] && list.commit == 4)
    list.refresh(.init(lines: ["newer"]), commit: 5)
    #expect(list.view.lines == ["newer"])
  }
}
