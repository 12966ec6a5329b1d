/// The lines of a file, cut by bytes: a combining mark at the start of a line does not join the line
/// break before it.
struct FileLines {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// Calls `body` with each line, without its line break (LF or CRLF), and its number; what is not
  /// UTF-8 is a problem.
  func forEach(into list: inout EntryList, _ body: (Int, String, inout EntryList) -> Void) {
    var number = 0
    for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let line = part.last == 0x0D ? part.dropLast() : part
      if line.isEmpty { continue }
      guard let text = String(validating: line, as: UTF8.self) else {
        list.object(number, "it is not UTF-8")
        continue
      }
      body(number, text, &list)
    }
  }
}

extension String {
  /// Its words between single blanks, by scalars; of two blanks the second follows an empty word.
  var words: [String] {
    unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
  }

  /// Whether both are the same bytes; `==` takes different spellings of a letter for the same.
  func isSpelled(like other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension Unicode.Scalar {
  /// Whether it steers a terminal or breaks a line.
  var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Whether a word cannot have it.
  var endsWord: Bool { isControl || properties.isWhitespace }
}

extension [String] {
  /// The words with blanks between them.
  var line: String { joined(separator: " ") }
}
