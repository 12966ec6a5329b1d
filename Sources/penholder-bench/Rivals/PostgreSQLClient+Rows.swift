/// The table of the suites that write, as ``WrittenRow`` has it for SQLite.
extension PostgreSQLClient {
  /// Makes it anew. What was left to do is done before whoever's turn is next.
  func makeRows() throws {
    try execute("DROP TABLE IF EXISTS rows")
    try execute("CREATE TABLE rows (id bigserial PRIMARY KEY, writer int, number int, text text)")
    try execute("CHECKPOINT")
  }

  /// A row with writer, number and text.
  func prepareInsertion() throws {
    try prepare("INSERT INTO rows (writer, number, text) VALUES ($1, $2, $3)")
  }
}
