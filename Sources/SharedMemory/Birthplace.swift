import CPlatform

/// The process in which a value was made: not its pid, which a child may inherit from a dead
/// stranger, but its place among the forks.
///
/// A forked child has one thread, so whatever lock another thread of the parent held at that moment
/// stays locked for ever in the child; the coordination file is not mapped there, and its
/// descriptors are closed (`fork.c`). So whoever may be called in a child asks here first, before
/// any lock.
package struct Birthplace: Sendable {
  private let number: UInt64

  /// Whether this process was forked from one that had made such values: the threads that served
  /// them, and those of the runtime, are not here.
  package static var isInForkedChild: Bool { platform_is_forked_child() == 1 }

  /// Here.
  package init() { number = platform_birthplace() }

  /// False in a forked child of the process in which this was made. One load, any thread.
  package var isHere: Bool { platform_is_birthplace(number) == 1 }
}
