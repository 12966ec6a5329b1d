import CSQLite

/// SQLite as our programs want it in their whole process.
package enum SQLiteProcess {
  /// At the start, before anything uses SQLite; later it changes nothing.
  package static func configure() {
    // An SQLite that refuses works all the same, a little slower.
    _ = csqlite_configure()
  }
}
