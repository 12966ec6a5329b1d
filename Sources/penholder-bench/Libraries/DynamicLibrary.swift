import Glibc

/// A C library that is used if it is here, so that the build needs none of the rivals.
///
/// Never closed: its functions are called until the process ends.
@safe
struct DynamicLibrary {
  let name: String
  private let handle: UnsafeMutableRawPointer

  /// - Throws: where there is none of this name.
  init(_ name: String) throws {
    // SAFETY: libraries of the system; loading them runs nothing that we rely on.
    guard let handle = unsafe dlopen(name, RTLD_NOW) else {
      throw BenchError("There is no \(name).")
    }
    self.name = name
    unsafe self.handle = handle
  }

  /// Whether there is one.
  static func exists(_ name: String) -> Bool { unsafe dlopen(name, RTLD_NOW) != nil }

  /// A function of the library.
  ///
  /// - Parameter type: its type as the library's header has it, `@convention(c)`.
  func function<Function>(_ symbol: String, as type: Function.Type) throws -> Function {
    guard let address = unsafe dlsym(handle, symbol) else {
      throw BenchError("\(name) has no \(symbol).")
    }
    // SAFETY: the caller gives the type that the header gives; both are one pointer wide.
    return unsafe unsafeBitCast(address, to: type)
  }
}
