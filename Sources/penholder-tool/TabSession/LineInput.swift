import CommandLineKit
import Foundation

/// Standard input as lines, read by a thread of its own, which may wait for whoever takes them.
enum LineInput {
  /// The longest line, in bytes; a longer one is skipped and reported.
  static let longest = 16 << 20

  /// What is read.
  enum Item {
    case line(ArraySlice<UInt8>)
    case tooLong
    /// Nothing more will come.
    case end
  }

  /// Calls `take` for every line, on the thread, until it returns false or the input has ended.
  static func start(_ take: @escaping @Sendable (Item) -> Bool) {
    Thread.detachNewThread {
      var lines = Splitter()
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while let bytes = Descriptors.read(0, into: &buffer) {
        guard lines.append(bytes, take) else { return }
      }
      // What stands behind the last line break is a line, too.
      if lines.finish(take) { _ = take(.end) }
    }
  }

  /// Cuts bytes into lines.
  private struct Splitter {
    private var partial: [UInt8] = []
    private var isSkipping = false

    mutating func append(_ bytes: ArraySlice<UInt8>, _ take: (Item) -> Bool) -> Bool {
      var rest = bytes
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        keep(rest[..<end])
        rest = rest[(end + 1)...]
        guard deliver(take) else { return false }
      }
      keep(rest)
      return true
    }

    mutating func finish(_ take: (Item) -> Bool) -> Bool {
      partial.isEmpty && !isSkipping ? true : deliver(take)
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
      if isSkipping { return }
      if partial.count + bytes.count > LineInput.longest {
        isSkipping = true
        partial = []
      } else {
        partial.append(contentsOf: bytes)
      }
    }

    private mutating func deliver(_ take: (Item) -> Bool) -> Bool {
      defer {
        partial.removeAll(keepingCapacity: partial.capacity <= 1 << 20)
        isSkipping = false
      }
      return take(isSkipping ? .tooLong : .line(partial[...]))
    }
  }
}
