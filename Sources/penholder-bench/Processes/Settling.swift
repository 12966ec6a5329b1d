/// Tells when an answer is over: some bytes came, then for a while none.
///
/// Nothing else can be asked of a program that knows nothing of us. The end of the answer is its last
/// byte; the quiet time after it is not counted.
struct Settling {
  /// When the question was put.
  let start: UInt64
  /// As long a silence ends the answer.
  let quiet: UInt64
  /// After as long there is no answer, or one without end.
  let limit: UInt64
  private(set) var first: UInt64?
  private(set) var last: UInt64?
  private(set) var bytes = 0

  init(start: UInt64, quiet: UInt64, limit: UInt64) {
    (self.start, self.quiet, self.limit) = (start, quiet, limit)
  }

  mutating func take(_ count: Int, at time: UInt64) {
    guard count > 0 else { return }
    first = first ?? time
    last = time
    bytes += count
  }

  /// When to stop waiting, if nothing more comes.
  var deadline: UInt64 { min(start + limit, last.map { $0 + quiet } ?? .max) }

  /// From the question to the answer's last byte.
  var duration: UInt64? { last.map { $0 - start } }
}
