/// The way in for who opens the list and says no more than which: without the parser of arguments,
/// which takes a fifth of the time until the first screen.
struct PlainStart {
  private let database: String?

  /// Nil for all that the parser must look at.
  init?(_ arguments: [String]) {
    switch arguments.count {
    case 0: database = nil
    case 1 where arguments[0].hasPrefix("--db="): database = String(arguments[0].dropFirst(5))
    // A dash begins another option, and the parser says what is missing.
    case 2 where arguments[0] == "--db" && !arguments[1].hasPrefix("-"): database = arguments[1]
    default: return nil
    }
  }

  func run() throws {
    try ScreenProgram(
      path: try Location.pathWithFolder(database), settings: try LookOptions.settings()
    ).run()
  }
}
