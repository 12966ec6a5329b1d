import Foundation
import GRDB

/// dooit: Python and Textual, lists in workspaces, in SQLite.
struct Dooit: ScreenCandidate {
  var name: String { "dooit" }
  var program: String { "dooit" }
  var package: String { "PyPI: dooit" }
  var limit: Int { 1_000 }
  var reason: String { "so that a run ends in minutes" }

  func prepare(_ list: TodoList, in folder: String, programs: Programs) throws -> Launch {
    let data = folder + "/.local/share/dooit"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    try DatabaseQueue(path: data + "/dooit.db").write { database in
      try database.execute(sql: Self.schema)
      for (index, title) in list.titles.enumerated() {
        try database.execute(
          sql: """
            INSERT INTO todo (order_index, description, effort, urgency, pending, parent_workspace_id)
            VALUES (?, ?, 0, 1, 1, 2)
            """, arguments: [index, title])
      }
    }
    return Launch(
      words: [programs.find(program) ?? program],
      // Its first screen shows workspaces; their todos come with the cursor.
      landmark: "groceries", focus: ["j", "\t"])
  }

  /// As its version 3.3 makes it.
  private static let schema = """
    CREATE TABLE workspace (
      id INTEGER NOT NULL PRIMARY KEY, order_index INTEGER NOT NULL, description VARCHAR NOT NULL,
      is_root BOOLEAN NOT NULL, parent_workspace_id INTEGER REFERENCES workspace (id));
    CREATE TABLE todo (
      id INTEGER NOT NULL PRIMARY KEY, order_index INTEGER NOT NULL, description VARCHAR NOT NULL,
      due DATETIME, effort INTEGER NOT NULL, recurrence DATETIME, urgency INTEGER NOT NULL,
      pending BOOLEAN NOT NULL, parent_workspace_id INTEGER REFERENCES workspace (id),
      parent_todo_id INTEGER REFERENCES todo (id));
    INSERT INTO workspace VALUES (1, 0, '', 1, NULL), (2, 0, 'groceries', 0, 1);
    """
}
