/// Who is measured: ourselves, a rival, or the floor that nobody can be below.
protocol Candidate: Sendable {
  /// As in tables, and for `--only`.
  var name: String { get }
  /// Its program, looked for on the path; an absolute path is taken as it is.
  var program: String { get }
  /// Other programs that it cannot do without.
  var companions: [String] { get }
  /// Libraries that it is called through.
  var libraries: [String] { get }
  /// What brings it: a Debian package, or one of PyPI.
  var package: String { get }
}

extension Candidate {
  var companions: [String] { [] }
  var libraries: [String] { [] }
}

/// A candidate that is not here, and how to get it.
struct Skipped: Codable, Equatable, Sendable {
  let candidate: String
  let missing: String
  let package: String
}
