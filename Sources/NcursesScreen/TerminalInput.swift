import CNcurses
import Glibc
import Screen

/// Keys from a terminal's bytes.
///
/// The bytes are read past ncurses, whose own reading of keys stops for ever at a byte that is not
/// UTF-8, takes a sequence that comes in two pieces for letters, and knows no paste. Of ncurses it
/// takes what the terminal's description says about keys.
struct TerminalInput {
  /// As much as one call reads; more waits for the next, so that frames come in between.
  private static let limit = 64 * 1_024

  private let descriptor: Int32
  private var decoder: KeyDecoder

  init(descriptor: Int32) {
    self.descriptor = descriptor
    decoder = KeyDecoder(sequences: Self.describedSequences())
  }

  var isWaiting: Bool { decoder.isWaiting }

  mutating func timeOut() -> [Key] { decoder.timeOut() }

  /// The keys of everything that can be read without waiting.
  mutating func drain() -> [Key] {
    var keys: [Key] = []
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while total < Self.limit, isReadable {
      // SAFETY: at most as many bytes as the array has are written to it.
      let count = unsafe buffer.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }  // a terminal that is gone is seen by whoever polls
      keys += decoder.keys(buffer[..<count])
      total += count
    }
    return keys
  }

  /// The terminal is not set to not block: the shell shares it.
  private var isReadable: Bool {
    var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    // SAFETY: the array outlives the call, which writes its one element.
    return unsafe poll(&descriptors, 1, 0) > 0 && Int32(descriptors[0].revents) & POLLIN != 0
  }

  private static let described: [(String, Key)] = [
    ("kcuu1", .named(.up)), ("kcud1", .named(.down)), ("kcub1", .named(.left)),
    ("kcuf1", .named(.right)), ("khome", .named(.home)), ("kend", .named(.end)),
    ("kpp", .named(.pageUp)), ("knp", .named(.pageDown)), ("kich1", .named(.insert)),
    ("kdch1", .named(.delete)), ("kcbt", .named(.backTab)), ("kent", .named(.enter)),
    ("kf1", .named(.f1)), ("kf2", .named(.f2)), ("kf3", .named(.f3)), ("kf4", .named(.f4)),
    ("kf5", .named(.f5)), ("kf6", .named(.f6)), ("kf7", .named(.f7)), ("kf8", .named(.f8)),
    ("kf9", .named(.f9)), ("kf10", .named(.f10)), ("kf11", .named(.f11)), ("kf12", .named(.f12)),
    ("kLFT", .chord(.shift, .left)), ("kRIT", .chord(.shift, .right)),
    ("kri", .chord(.shift, .up)), ("kind", .chord(.shift, .down)),
    ("kHOM", .chord(.shift, .home)), ("kEND", .chord(.shift, .end)),
    ("kPRV", .chord(.shift, .pageUp)), ("kNXT", .chord(.shift, .pageDown)),
    ("kDC", .chord(.shift, .delete)),
    ("kLFT5", .named(.wordLeft)), ("kRIT5", .named(.wordRight)),
  ]

  /// What the terminal's description says that its keys send, as far as those are sequences.
  private static func describedSequences() -> [[UInt8]: Key] {
    var sequences: [[UInt8]: Key] = [:]
    for (name, key) in described {
      guard let bytes = Terminfo.capability(name).map({ Array($0.utf8) }), bytes.count > 1,
        bytes[0] == 0x1b, !introducers.contains(bytes[1]) || bytes.count > 2
      else { continue }
      sequences[bytes] = key
    }
    return sequences
  }

  /// Of sequences longer than two bytes.
  private static let introducers = Set("[O]PX^_".utf8)
}
