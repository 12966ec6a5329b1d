import CommandLineKit
import Glibc
import Synchronization
import TodoApp

/// Brings actions from any thread to the screen's, which sleeps in `poll` on `descriptor`.
///
/// Bounded by what can be under way: notices of the same kind that wait are joined into one, there
/// is one load at a time, and changes are limited by `State.pendingLimit`.
final class Mailbox: Sendable {
  /// What the screen's thread is told.
  enum Item: Sendable {
    case action(Action)
    /// The window has another size, or may have.
    case resized
    /// The process was continued.
    case continued
    /// The process is to end; everything but the terminal has been seen to.
    case end(signal: Int32)
    /// The database could not be opened.
    case failed(any Error)
  }

  /// Readable when something waits.
  let descriptor: Int32
  private let writing: Int32
  private let items = Mutex<[Item]>([])

  /// - Throws: `Failure` when the process has no descriptors left.
  init() throws {
    var ends: (Int32, Int32) = (-1, -1)
    // SAFETY: both integers outlive the call; a tuple of one type has the layout of an array.
    let failed = unsafe withUnsafeMutablePointer(to: &ends) { ends in
      unsafe ends.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe pipe($0) != 0 }
    }
    if failed { throw Failure.system("pipe", errno) }
    (descriptor, writing) = ends
    for end in [descriptor, writing] {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
  }

  /// Any thread; does not block.
  func post(_ item: Item) {
    let wasEmpty = items.withLock { items in
      defer { Self.add(item, to: &items) }
      return items.isEmpty
    }
    guard wasEmpty else { return }
    var byte: UInt8 = 1
    // SAFETY: one byte is read from a variable that outlives the call. A full pipe is readable.
    _ = unsafe write(writing, &byte, 1)
  }

  /// By the screen's thread: everything that waits, in order.
  func take() -> [Item] {
    var bytes: (UInt64, UInt64) = (0, 0)
    // SAFETY: at most as many bytes as the tuple has are written to it.
    _ = unsafe read(descriptor, &bytes, MemoryLayout.size(ofValue: bytes))
    return items.withLock { items in
      defer { items = [] }
      return items
    }
  }

  private static func add(_ item: Item, to items: inout [Item]) {
    guard case .action(let action) = item, case .action(let last)? = items.last else {
      items.append(item)
      return
    }
    switch (last, action) {
    case (.dataChanged(let earlier), .dataChanged(let later)):
      // Unknown stays unknown: the list is read anew whatever is shown.
      let commit = earlier.flatMap { earlier in later.map { max(earlier, $0) } }
      items[items.count - 1] = .action(.dataChanged(commit: commit))
    case (.gap(let earlier), .gap(let later)):
      items[items.count - 1] = .action(.gap(missed: earlier + later))
    case (.numbers, .numbers), (.coordination(_, nil), .coordination):
      items[items.count - 1] = item
    default:
      items.append(item)
    }
  }
}
