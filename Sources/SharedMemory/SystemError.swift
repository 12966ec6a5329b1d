import Glibc

/// A refused system call: which one, on what, and the kernel's reason.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The `errno` value, positive.
  public let code: Int32
  /// The call that failed, as its manual page is named: `open`, `mmap`.
  public let call: String
  /// The file it was about, if any.
  public let path: String?

  /// A refusal, as it was seen.
  public init(code: Int32, call: String, path: String? = nil) {
    self.code = code
    self.call = call
    self.path = path
  }

  /// `open /x: Permission denied`.
  public var description: String {
    let reason = unsafe String(cString: strerror(code))
    return path.map { "\(call) \($0): \(reason)" } ?? "\(call): \(reason)"
  }
}

/// The one place that reads the shim's results: it owns EINTR, throws what the world did, and stops
/// on what can only be our own bug.
@discardableResult
func systemCall(
  _ call: String, path: String? = nil, _ body: () -> Int32
) throws(SystemError) -> Int32 {
  while true {
    let result = body()
    if result >= 0 { return result }
    if result == -EINTR { continue }
    precondition(result != -EBADF && result != -EFAULT, "\(call) on something that is not ours")
    throw SystemError(code: -result, call: call, path: path)
  }
}
