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

  /// `open /x: Permission denied`; of what a machine runs out of, in words: `The disk is full: open /x`.
  public var description: String {
    let what = path.map { "\(call) \($0)" } ?? call
    if let shortage { return "\(shortage): \(what)" }
    return unsafe "\(what): \(String(cString: strerror(code)))"
  }

  /// What there is too little of, and what helps.
  private var shortage: String? {
    switch code {
    case ENOSPC: "The disk is full; make some room and try again"
    case EDQUOT: "Your quota of the disk is used up; make some room and try again"
    case EFBIG: "A file may not grow so large here; raise the limit (ulimit -f)"
    case EMFILE:
      "This process may not open more files; raise the limit (ulimit -n) or close some"
    case ENFILE: "The machine cannot open more files; close some programs"
    case ENOMEM: "There is not enough memory, or its limit is too low (ulimit -v)"
    // The only call here that says so means that; others are made again.
    case EAGAIN where call == "pthread_create":
      "No thread can be started; end some processes, or raise the limits (ulimit -u, ulimit -v)"
    default: nil
    }
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
