import CPlatform
import Foundation

/// An eventfd for each listener, handed down to the processes.
struct EventFD: Notifier {
  var name: String { "eventfd" }

  func prepare(_ post: Post) throws -> () -> Void {
    let descriptors = (0..<post.listeners).map { _ in platform_eventfd() }
    for descriptor in descriptors {
      // Inherited, and blocking.
      guard descriptor >= 0, fcntl(descriptor, F_SETFD, 0) == 0, fcntl(descriptor, F_SETFL, 0) == 0
      else { throw BenchError("There is no eventfd to be had.") }
    }
    let text = descriptors.map(String.init).joined(separator: " ")
    try text.write(toFile: Self.list(post), atomically: false, encoding: .utf8)
    return { for descriptor in descriptors { close(descriptor) } }
  }

  private static func list(_ post: Post) -> String { post.folder + "/descriptors" }

  private static func descriptors(_ post: Post) throws -> [Int32] {
    try String(contentsOfFile: list(post), encoding: .utf8).split(separator: " ").compactMap {
      Int32($0)
    }
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Writing(descriptors: try Self.descriptors(post))
  }
  func listener(_ post: Post) throws -> any Listener {
    Reading(descriptor: try Self.descriptors(post)[post.number])
  }

  private struct Writing: Speaker {
    let descriptors: [Int32]

    func tell(_ index: UInt64, _ board: Board?) {
      board?.stamp(index)
      for descriptor in descriptors { platform_eventfd_signal(descriptor) }
    }
  }

  private struct Reading: Listener {
    let descriptor: Int32

    func listen(_ ear: Ear) throws {
      while true {
        platform_eventfd_drain(descriptor)
        // It carries no number.
        ear.hears(ear.board.newest)
      }
    }
  }
}
