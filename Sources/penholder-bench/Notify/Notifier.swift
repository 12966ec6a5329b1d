/// A way of telling other processes that something has happened.
///
/// One process tells, the *speaker*; others hear, the *listeners*. Each is a process of its own; both
/// write down on the ``Board`` when they did.
protocol Notifier: Candidate {
  /// The most listeners that it is asked to serve.
  var limit: Int { get }
  /// Events come as far apart by chance, in nanoseconds, besides the pace: else somebody who looks at
  /// intervals would be told always as long before he looks.
  var jitter: UInt64 { get }
  /// Whether speaking costs something although nobody listens.
  var canTellNobody: Bool { get }
  /// What has to run beside the processes, for the whole run: it ends when it is let go. Nil for nothing.
  func serve(in folder: String, programs: Programs) throws -> AnyObject?
  /// Makes what speaker and listeners will open, for one turn; returns how to do away with it.
  func prepare(_ post: Post) throws -> () -> Void
  /// In the speaker's process.
  func speaker(_ post: Post) throws -> any Speaker
  /// In a listener's process; it hears from now on.
  func listener(_ post: Post) throws -> any Listener
}

extension Notifier {
  var program: String { Programs.own }
  var package: String { "built in" }
  var limit: Int { .max }
  var jitter: UInt64 { .milliseconds(1) }
  var canTellNobody: Bool { false }
  func serve(in folder: String, programs: Programs) throws -> AnyObject? { nil }
  func prepare(_ post: Post) throws -> () -> Void { {} }
}

/// Tells events.
protocol Speaker {
  /// Tells event `index`, and stamps the board when that begins.
  func tell(_ index: UInt64, _ board: Board?) throws
}

/// Hears events.
protocol Listener {
  /// Does so for ever.
  func listen(_ ear: Ear) throws
}

/// What a process of a turn knows.
struct Post: Sendable {
  /// Of the run: where servers are.
  let base: String
  /// Of the turn, empty before it.
  let folder: String
  /// How many listen.
  let listeners: Int
  /// A listener's number, from 0; the speaker's is -1.
  let number: Int
  let board: Board
}

/// Writes down what a listener hears. Any thread, one at a time.
struct Ear: Sendable {
  let board: Board
  let number: Int

  /// Everything up to event `index` has been heard.
  func hears(_ index: UInt64) { board.hear(index, by: number, at: Clock.now()) }
}
