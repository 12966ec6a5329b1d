/// The list that every app is given: short titles, each with a word of its own.
struct TodoList: Sendable {
  let size: Int

  /// What a row is known by on the screen.
  static func name(_ number: Int) -> String {
    let digits = "\(number)"
    return "todo-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  var titles: some Sequence<String> {
    (1...max(1, size)).lazy.prefix(size).map { "\(Self.name($0)) oat flakes and milk" }
  }

  /// The highest name in what an app has painted: its last row.
  static func lastName(in screen: [UInt8]) -> String? {
    let prefix = Array("todo-".utf8)
    var best: [UInt8]?
    for start in screen.indices where screen[start...].starts(with: prefix) {
      let name = Array(screen[start...].prefix(prefix.count + 6))
      let digits = name.dropFirst(prefix.count)
      guard digits.count == 6, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
      if best.map({ $0.lexicographicallyPrecedes(name) }) ?? true { best = name }
    }
    return best.map { String(decoding: $0, as: UTF8.self) }
  }
}
