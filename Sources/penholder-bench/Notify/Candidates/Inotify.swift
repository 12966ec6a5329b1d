import Glibc

/// A file is written, and the kernel tells who watches it.
struct Inotify: Notifier {
  var name: String { "inotify on a file" }

  private static func path(_ post: Post) -> String { post.folder + "/watched" }

  func prepare(_ post: Post) throws -> () -> Void {
    let descriptor = unsafe open(Self.path(post), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchError("No file can be made (errno \(errno)).") }
    close(descriptor)
    return {}
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Writing(file: unsafe open(Self.path(post), O_WRONLY | O_CLOEXEC))
  }
  func listener(_ post: Post) throws -> any Listener { try Watching(Self.path(post)) }

  private struct Writing: Speaker {
    let file: Int32

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      var message = index
      // SAFETY: as long as is said.
      guard unsafe pwrite(file, &message, 8, 0) == 8 else {
        throw BenchError("pwrite failed (errno \(errno))")
      }
    }
  }

  private struct Watching: Listener {
    private let watch: Int32
    private let file: Int32

    init(_ path: String) throws {
      file = unsafe open(path, O_RDONLY | O_CLOEXEC)
      watch = inotify_init1(Int32(IN_CLOEXEC))
      guard file >= 0, watch >= 0, unsafe inotify_add_watch(watch, path, UInt32(IN_MODIFY)) >= 0
      else {
        throw BenchError("The file cannot be watched (errno \(errno)).")
      }
    }

    func listen(_ ear: Ear) throws {
      var events = [UInt8](repeating: 0, count: 4_096)
      var message: UInt64 = 0
      while true {
        // SAFETY: as long as is said.
        guard unsafe read(watch, &events, events.count) > 0, unsafe pread(file, &message, 8, 0) == 8
        else { throw BenchError("reading failed (errno \(errno))") }
        ear.hears(message)
      }
    }
  }
}
