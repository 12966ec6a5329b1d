import CommandLineKit

extension FuzzTarget {
  /// A value that a program wrote.
  static func json(_ bytes: [UInt8]) throws {
    let value: JSON
    do { value = try JSON(parsing: text(bytes)) } catch { return }
    let written = value.description
    try promise(!written.unicodeScalars.contains { $0.value < 0x20 }, "JSON on several lines")
    let again: JSON
    do { again = try JSON(parsing: written) } catch {
      throw Broken(description: "\(written) is written and cannot be read: \(error)")
    }
    try promise(again == value, "\(written) is read as \(again)")
    _ = (value.databaseValue, value.double, value["id"], value.text)
  }

  /// A line of `penholder tab`.
  static func line(_ bytes: [UInt8]) throws {
    let request: Request
    do { request = try Request(line: bytes[...]) } catch {
      try promise(error.failure.code == "BAD_REQUEST", "a line is refused as \(error)")
      return
    }
    _ = request.id.description
    // Each field of each operation is right, or refused as the contract says.
    func ask(_ field: () throws -> Void) throws {
      do { try field() } catch let failure as Failure {
        try promise(failure.code == "BAD_REQUEST", "a field is refused as \(failure.code)")
      }
    }
    try ask { _ = try request.statement() }
    try ask { _ = try request.write() }
    try ask { _ = try request.timeout() }
    try ask { _ = try request.tabNumber("tab") }
    try ask { _ = try request.commit("commit") }
    try ask { _ = try request.flag("allow") }
  }
}
