import Penholder
import TestSupport

/// A list to which lines are appended: an edit that is applied twice shows twice.
enum ListModel: OverlayModel {
  struct Base: KeyedBase {
    var lines: [String] = []
    var keys: Set<EditID> = []
    var contents: [String] { lines }
  }
  struct Edit: OptimisticEdit, Hashable {
    enum Kind: Hashable {
      case append, remove
    }
    let kind: Kind
    let line: String
    let tells: Bool

    func apply(to base: inout Base, id: EditID, state: EditState) -> Bool {
      switch kind {
      case .append:
        base.lines.append(line)
      case .remove:
        guard base.lines.contains(line) else { return false }
        base.lines.removeAll { $0 == line }
      }
      return true
    }

    func isContained(in base: Base, id: EditID) -> Bool { tells && base.keys.contains(id) }
  }

  static let empty = Base()

  static func edit(_ token: Int, on view: Base, tells: Bool, using dice: inout Seeded) -> Edit {
    if Int.random(in: 0..<4, using: &dice) == 0, let line = view.lines.randomElement(using: &dice) {
      return Edit(kind: .remove, line: line, tells: tells)
    }
    return Edit(kind: .append, line: "line \(token)", tells: tells)
  }

  static func strategy(of edit: Edit) -> ConflictStrategy { .lastWriterWins }

  static func accepts(_ edit: Edit, on base: Base) -> Bool {
    edit.kind == .append || base.lines.contains(edit.line)
  }

  static func actElsewhere(_ token: Int, on base: inout Base, using dice: inout Seeded) {
    if Bool.random(using: &dice), let line = base.lines.randomElement(using: &dice) {
      base.lines.removeAll { $0 == line }
    } else {
      base.lines.append("other \(token)")
    }
  }

  static func complaint(about world: OptimisticWorld<Self>) -> String? {
    let (open, certain) = (world.open, world.certain.lines)
    let candidates = Set(world.made.map(\.edit.line) + certain + world.overlay.view.lines)
    for line in candidates {
      let count = world.overlay.view.lines.count { $0 == line }
      let known = certain.count { $0 == line }
      let appends = open.count { $0.edit.line == line && $0.edit.kind == .append }
      let isBeingRemoved = world.made.contains {
        $0.edit.line == line && $0.edit.kind == .remove && $0.told != .rejected
      }
      let most = known + appends
      if count > most || (count < most && !isBeingRemoved) {
        return "\(line) is there \(count) times, not \(most)"
      }
      if world.tells, count > 1 { return "\(line) is there twice" }
    }
    return nil
  }
}

/// Registers that are set, under either strategy, and a counter that is added to: each addition has
/// two bits of its own, which count how often it is there.
enum RegisterModel: OverlayModel {
  struct Registers: Hashable {
    var registers: [Int: Int] = [:]
    var counter: UInt64 = 0
  }
  struct Base: KeyedBase {
    var contents = Registers()
    var keys: Set<EditID> = []
  }
  struct Edit: OptimisticEdit, Hashable {
    enum Kind: Hashable {
      /// With `expected`, only if the register holds that (0 for never set).
      case set(register: Int, to: Int, expected: Int?)
      case add(token: Int)
    }
    let kind: Kind
    let tells: Bool

    var register: Int? { if case .set(let register, _, _) = kind { register } else { nil } }
    var value: Int? { if case .set(_, let value, _) = kind { value } else { nil } }

    func apply(to base: inout Base, id: EditID, state: EditState) -> Bool {
      switch kind {
      case .set(let register, let value, _): base.contents.registers[register] = value
      case .add(let token): base.contents.counter += 1 << UInt64(2 * token)
      }
      return true
    }

    func footing(in base: Base) -> Int { register.flatMap { base.contents.registers[$0] } ?? 0 }

    func isContained(in base: Base, id: EditID) -> Bool { tells && base.keys.contains(id) }
  }

  static let empty = Base()

  static func edit(_ token: Int, on view: Base, tells: Bool, using dice: inout Seeded) -> Edit {
    if token < 32, Bool.random(using: &dice) { return Edit(kind: .add(token: token), tells: tells) }
    let register = Int.random(in: 0..<3, using: &dice)
    let expected = Bool.random(using: &dice) ? view.contents.registers[register] ?? 0 : nil
    return Edit(kind: .set(register: register, to: token, expected: expected), tells: tells)
  }

  static func strategy(of edit: Edit) -> ConflictStrategy {
    if case .set(_, _, .some) = edit.kind { .rejectIfChanged } else { .lastWriterWins }
  }

  static func accepts(_ edit: Edit, on base: Base) -> Bool {
    guard case .set(let register, _, .some(let expected)) = edit.kind else { return true }
    return base.contents.registers[register] ?? 0 == expected
  }

  static func actElsewhere(_ token: Int, on base: inout Base, using dice: inout Seeded) {
    if Int.random(in: 0..<8, using: &dice) == 0 {
      base.contents.counter = 0
    } else {
      base.contents.registers[Int.random(in: 0..<3, using: &dice)] = token
    }
  }

  static func complaint(about world: OptimisticWorld<Self>) -> String? {
    let (open, certain, view) = (world.open, world.certain.contents, world.overlay.view.contents)
    for register in 0..<3 {
      let seen = view.registers[register]
      let wished = open.filter { $0.edit.register == register }.map(\.edit.value)
      if seen != certain.registers[register], !wished.contains(seen) {
        return "register \(register) shows \(seen ?? 0), not \(certain.registers[register] ?? 0)"
      }
    }
    for token in 0..<UInt64(32) {
      let seen = view.counter >> (2 * token) & 3
      let known = certain.counter >> (2 * token) & 3
      let wished = open.contains { $0.edit.kind == .add(token: Int(token)) } ? UInt64(1) : 0
      if seen != known + wished { return "addition \(token) is there \(seen) times" }
      if world.tells, seen > 1 { return "addition \(token) is there twice" }
    }
    return nil
  }
}
