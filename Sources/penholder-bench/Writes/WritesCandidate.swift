import Foundation

/// One that writes rows: ourselves, a rival, or the limit.
protocol WritesCandidate: Candidate {
  /// Starts the processes of a case, on a database of its own in an empty folder.
  func staff(_ one: WritesCase, in folder: String, servers: Servers) throws -> WritesStaff
}

extension WritesCandidate {
  // Most are this very program.
  var program: String { Programs.own }
  var package: String { "built with this" }
}

/// The processes of a case. Writers tell when they stand by, are sent a ``Window``, and tell a
/// ``Tally``.
struct WritesStaff {
  var writers: [Worker]
  /// What else has to live as long.
  var others: [Worker] = []
  var server: Child?
}

/// The row that everybody writes.
enum WrittenRow {
  static let text = "oat flakes and milk"
  static let schema =
    "CREATE TABLE rows (id INTEGER PRIMARY KEY, writer INTEGER, number INTEGER, text TEXT)"
  static let insertion = "INSERT INTO rows (writer, number, text) VALUES (?, ?, ?)"

  /// A new database with the table; its path.
  static func database(in folder: String, durability: WritesCase.Durability) throws -> String {
    let path = folder + "/rows.sqlite"
    try RawDatabase(path, durability: durability).execute(schema)
    return path
  }
}

extension Boss {
  /// Stands by and waits for the window.
  func window() throws -> Window {
    try tell(Ready())
    return try JSONDecoder().decode(Window.self, from: Data(next().utf8))
  }
}
