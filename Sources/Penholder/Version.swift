import PenholderCore

extension MultiTabDatabase {
  /// The version of this library and of the programs beside it: the one place where it stands.
  ///
  /// Semantic: until 1.0, a new middle number may change names and meanings, and the last one only
  /// mends and adds. Two versions work together on one database if their ``layoutVersion`` is the same.
  public static let libraryVersion = "0.1.0"

  /// The version of the coordination file's layout. A tab with another one is refused while tabs live
  /// (``PenholderError/incompatibleFile(path:reason:)``); when none does, it replaces the file.
  public static let layoutVersion = Int(Layout.version)
}
