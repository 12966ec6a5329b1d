import Penholder

/// What `--version` prints.
package enum VersionLine {
  /// `0.1.0 (coordination file layout 3)`: the first word is for scripts, and who has several versions
  /// on a machine sees whether they work together.
  package static let text =
    "\(MultiTabDatabase.libraryVersion) (coordination file layout \(MultiTabDatabase.layoutVersion))"
}
