/// A todo app with a screen, or the floor: how to start it on a list, and which keys move.
protocol ScreenCandidate: Candidate {
  /// The longest list that it is asked to show, and why no longer one.
  var limit: Int { get }
  var reason: String { get }
  /// Writes a list of `size` todos into `folder`, where the app will look for it.
  func prepare(_ list: TodoList, in folder: String, programs: Programs) throws -> Launch
}

extension ScreenCandidate {
  var limit: Int { .max }
  var reason: String { "" }
}

/// How to start an app on a list.
struct Launch: Sendable {
  /// The program and its arguments.
  var words: [String]
  /// In addition to what every candidate gets.
  var environment: [String: String] = [:]
  /// A text that stands on the first screen when it is complete. Without one, it is the title of
  /// the last row, which is learnt in the warm-up.
  var landmark: String?
  /// Pressed, one after the other, before the cursor stands in the list.
  var focus: [String] = []
  var down = "j"
  var up = "k"
  /// Whether bytes go through the terminal as they are.
  var raw = false
  /// Files by which it would believe that it runs already, after we have ended it.
  var locks: [String] = []
  /// Whether it may say goodbye. Some would write their list again.
  var endsGently = false
}
