/// The tables that somebody wants to be told of; none stand for all.
///
/// Asked on the way of every event, so it looks at what is in the ring without making anything of it.
package struct TableFilter: Sendable {
  private let names: Set<String>
  /// The names as bytes, in small letters; nil when one is not ASCII.
  private let bytes: [[UInt8]]?

  package init(_ names: Set<String>) {
    self.names = names
    let isPlain = names.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
    bytes = isPlain ? names.map { $0.utf8.map(Self.small) } : nil
  }

  /// Whether one of the tables may have changed, as ``TableChanges/touches(_:)`` says. O(bytes of the
  /// event × names).
  package func isTouched(by event: Event) -> Bool {
    guard case .recorded(let words) = event.contents, let bytes else {
      return event.changes.touches(names)
    }
    return EventRecord.hasTable(words) { name in
      bytes.isEmpty
        || bytes.contains {
          $0.count == name.count && $0.elementsEqual(name.lazy.map(Self.small))
        }
    }
  }

  /// As SQLite compares names: of ASCII letters only.
  private static func small(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
