import CPlatform
import Glibc
import Synchronization

/// A bare 32-bit word in a file, and the kernel's two calls on it: what everybody who sleeps in shared
/// memory stands on.
@safe
struct FutexWord: @unchecked Sendable {
  // SAFETY: an atomic in a mapping that is never undone.
  private let word: UnsafeMutablePointer<Atomic<UInt32>>

  /// The word in a file, which is made if there is none.
  init(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, ftruncate(descriptor, 4_096) == 0 else {
      throw BenchError("\(path) cannot be made (errno \(errno)).")
    }
    defer { close(descriptor) }
    // SAFETY: a new mapping of a file that is as long.
    let memory = unsafe mmap(nil, 4_096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
      throw BenchError("\(path) cannot be mapped (errno \(errno)).")
    }
    unsafe word = memory.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
  }

  /// A word of this process's own.
  init() {
    // SAFETY: never freed.
    unsafe word = .allocate(capacity: 1)
    unsafe word.initialize(to: Atomic(0))
  }

  var value: UInt32 { unsafe word.pointee.load(ordering: .acquiring) }

  /// Stores a value and wakes nobody.
  func set(_ value: UInt32) { unsafe word.pointee.store(value, ordering: .releasing) }

  /// Stores a value and wakes whoever sleeps.
  func tell(_ value: UInt32) {
    set(value)
    // SAFETY: the atomic's storage is the word itself.
    unsafe platform_futex_wake(
      UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self), .max, .max)
  }

  /// Sleeps until the value is another one, and returns it.
  func wait(while old: UInt32) -> UInt32 {
    while true {
      // SAFETY: as above.
      unsafe platform_futex_wait(
        UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self), old, -1, .max)
      let value = value
      if value != old { return value }
    }
  }
}
