/// Copying to the clipboard of whoever looks at the terminal, by xterm's OSC 52.
///
/// It works over SSH as well, and in tmux with `set-clipboard on`. Whether the terminal took it is
/// not told, so a message may only say that the text was sent.
public enum Clipboard {
  /// The longest text, in bytes of UTF-8: with base64 and its frame 100,000 bytes, which is where
  /// the strictest of the terminals that allow it stop reading.
  public static let limit = 74_994

  /// What puts `text` on the clipboard; nil if it is longer than ``limit``.
  ///
  /// Base64 makes it harmless, whatever it contains. Complexity: O(length of the text).
  public static func sequence(for text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count <= limit else { return nil }
    return "\u{1b}]52;c;" + base64(bytes) + "\u{7}"
  }

  /// RFC 4648, section 4. Here because this module imports nothing.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for place in 0..<3 {
        bits = bits << 8 | (place < group.count ? Int(group[start + place]) : 0)
      }
      for place in 0..<4 {
        let digit = alphabet[bits >> (18 - 6 * place) & 63]
        result.append(place <= group.count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
