/// Makes keys of the bytes that a terminal sends.
///
/// Joins scalars into grapheme clusters, understands Alt, clicks, pasted text and the escape
/// sequences of xterm, rxvt, the Linux console and whatever the terminal's description adds, and
/// drops all other sequences whole, so that an unknown key never types its own code (D1). Bytes may
/// come in pieces cut anywhere: the keys are the same (D2), except that a cluster may come in
/// parts. Sequences are read as ECMA-48, 5.4, defines them.
///
/// An Escape that nothing follows is a key or the beginning of one: while ``isWaiting``, the caller
/// waits a little for more bytes and calls ``timeOut()`` if none come.
public struct KeyDecoder: Sendable {
  /// As much pasted text as is kept, in bytes; what exceeds it is dropped.
  public static let pasteLimit = 1 << 20
  /// As many bytes of a sequence are looked at; a longer one is dropped, whatever it is.
  static let sequenceLimit = 64

  private enum State {
    case ground
    /// After an Escape.
    case escape
    /// After `ESC [`, `ESC O`: the bytes since. Linux writes `ESC [ [ A` for F1.
    case control([UInt8])
    case shift([UInt8])
    case linuxFunction
    /// After `ESC ]` and its like: text of the terminal for a program, up to BEL or `ESC \`.
    case string(introducer: UInt8, isEmpty: Bool, afterEscape: Bool)
    /// After `ESC [ M`: three bytes of the oldest mouse report.
    case oldMouse([UInt8])
    /// Between the brackets: what has been pasted so far, and how much of the end has been seen.
    case paste([UInt8], matched: Int)
  }

  private var state = State.ground
  private var assembler = UTF8Assembler()
  /// Whether an Escape came before the scalar that is being assembled.
  private var holdsAlt = false
  private var typed = String.UnicodeScalarView()
  private var found: [Key] = []
  private let sequences: [[UInt8]: Key]

  /// A decoder that has seen nothing.
  ///
  /// - Parameter sequences: what this terminal sends for keys, the Escape included; they come
  ///   before what is known already, and have to be sequences in the sense of ECMA-48.
  public init(sequences: [[UInt8]: Key] = [:]) { self.sequences = sequences }

  /// Whether what came last is a key if nothing follows it soon.
  public var isWaiting: Bool {
    switch state {
    case .escape: true
    case .control(let bytes), .shift(let bytes): bytes.isEmpty
    case .string(_, let isEmpty, _): isEmpty
    case .ground, .linuxFunction, .oldMouse, .paste: false
    }
  }

  /// The keys that these bytes complete, in order. Complexity: O(number of bytes).
  public mutating func keys(_ bytes: some Sequence<UInt8>) -> [Key] {
    for byte in bytes { take(byte) }
    return finish()
  }

  /// Nothing came for a while: what waits is a key by itself. A sequence that has begun goes on
  /// waiting for its end, and so does pasted text.
  public mutating func timeOut() -> [Key] {
    guard isWaiting else { return [] }
    switch state {
    case .escape: emit(.named(.escape))
    case .control: emit(.alt("["))
    case .shift: emit(.alt("O"))
    case .string(let introducer, _, _): emit(.alt(Character(Unicode.Scalar(introducer))))
    case .ground, .linuxFunction, .oldMouse, .paste: break
    }
    state = .ground
    return finish()
  }

  private mutating func finish() -> [Key] {
    flush()
    defer { found = [] }
    return found
  }

  private mutating func flush() {
    guard !typed.isEmpty else { return }
    found.append(contentsOf: String(typed).map(Key.character))
    typed = String.UnicodeScalarView()
  }

  private mutating func emit(_ key: Key?) {
    flush()
    if let key { found.append(key) }
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: begin(byte)
    case .escape: follow(byte)
    case .control(let bytes): control(byte, after: bytes)
    case .shift(let bytes): shift(byte, after: bytes)
    case .linuxFunction: linuxFunction(byte)
    case .string(let introducer, _, let afterEscape):
      string(byte, introducer, afterEscape: afterEscape)
    case .oldMouse(let bytes): oldMouse(byte, after: bytes)
    case .paste: paste(byte)
    }
  }

  private mutating func begin(_ byte: UInt8) {
    for scalar in assembler.take(byte) {
      let isAlt = holdsAlt
      holdsAlt = false
      if scalar == "\u{1b}" {
        flush()
        state = .escape
      } else if scalar.value < 0x20 || scalar.value == 0x7f {
        emit(Key(terminalCode: scalar))
      } else if isAlt {
        emit(.alt(Character(scalar)))
      } else {
        typed.append(scalar)
      }
    }
  }

  private mutating func follow(_ byte: UInt8) {
    state = .ground
    if let key = sequences[[0x1b, byte]] { return emit(key) }
    switch byte {
    case UInt8(ascii: "["): state = .control([])
    case UInt8(ascii: "O"): state = .shift([])
    // OSC, DCS, SOS, PM, APC.
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"):
      state = .string(introducer: byte, isEmpty: true, afterEscape: false)
    case 0x0d: emit(.named(.enter, holding: .alt))
    case 0x7f, 0x08: emit(.named(.backspace, holding: .alt))
    case 0..<0x20:
      emit(.named(.escape))
      begin(byte)
    case 0x80...:
      holdsAlt = true
      begin(byte)
    default: emit(.alt(Character(Unicode.Scalar(byte))))
    }
  }

  /// A byte that no sequence may contain ends it, and stands for itself.
  private mutating func abort(with byte: UInt8) {
    state = .ground
    begin(byte)
  }

  private mutating func control(_ byte: UInt8, after bytes: [UInt8]) {
    if !sequences.isEmpty, let key = sequences[[0x1b, 0x5b] + bytes + [byte]] {
      // Also one that ECMA-48 would not have ended here: rxvt's `ESC [ 3 $`.
      state = .ground
      return emit(key)
    }
    switch byte {
    case 0x20...0x3f:
      state = .control(bytes.count < Self.sequenceLimit ? bytes + [byte] : bytes)
    case UInt8(ascii: "[") where bytes.isEmpty: state = .linuxFunction
    case UInt8(ascii: "M") where bytes.isEmpty: state = .oldMouse([])
    case 0x40...0x7e:
      state = .ground
      if bytes == Array("200".utf8), byte == UInt8(ascii: "~") {
        flush()
        state = .paste([], matched: 0)
      } else if bytes.count < Self.sequenceLimit {
        emit(KeySequence.key(bytes, final: byte))
      }
    default: abort(with: byte)
    }
  }

  private mutating func shift(_ byte: UInt8, after bytes: [UInt8]) {
    switch byte {
    case 0x30...0x3f:
      state = .shift(bytes.count < Self.sequenceLimit ? bytes + [byte] : bytes)
    case 0x20...0x2f, 0x40...0x7e:
      state = .ground
      emit(
        sequences[[0x1b, 0x4f] + bytes + [byte]] ?? KeySequence.applicationKey(bytes, final: byte))
    default: abort(with: byte)
    }
  }

  private mutating func linuxFunction(_ byte: UInt8) {
    guard (0x20...0x7e).contains(byte) else { return abort(with: byte) }
    state = .ground
    emit(sequences[[0x1b, 0x5b, 0x5b, byte]] ?? KeySequence.linuxFunctionKey(byte))
  }

  private mutating func string(_ byte: UInt8, _ introducer: UInt8, afterEscape: Bool) {
    switch byte {
    case 0x07: state = .ground
    case UInt8(ascii: "\\") where afterEscape: state = .ground
    case 0x1b: state = .string(introducer: introducer, isEmpty: false, afterEscape: true)
    case _ where afterEscape:
      // No end after all but another sequence: the string was cut short.
      state = .ground
      follow(byte)
    // Enter, ^C: somebody sits there and has not seen a string.
    case 0..<0x20: abort(with: byte)
    default: state = .string(introducer: introducer, isEmpty: false, afterEscape: false)
    }
  }

  private mutating func oldMouse(_ byte: UInt8, after bytes: [UInt8]) {
    if byte == 0x1b { return abort(with: byte) }
    guard bytes.count == 2 else {
      state = .oldMouse(bytes + [byte])
      return
    }
    state = .ground
    let numbers = (bytes + [byte]).map { Int($0) - 32 }
    emit(Mouse(button: numbers[0], column: numbers[1], row: numbers[2]).map(Key.mouse))
  }

  private static let pasteEnd = Array("\u{1b}[201~".utf8)

  private mutating func paste(_ byte: UInt8) {
    guard case .paste(var text, var matched) = state else { return }
    state = .ground  // so that the array below is not copied
    if byte == Self.pasteEnd[matched] {
      matched += 1
      if matched == Self.pasteEnd.count {
        return emit(.paste(String(decoding: text, as: UTF8.self)))
      }
    } else {
      // What looked like the end is text; only an Escape can begin the end anew.
      text.append(contentsOf: Self.pasteEnd[..<matched])
      matched = byte == Self.pasteEnd[0] ? 1 : 0
      if matched == 0 { text.append(byte) }
      if text.count > Self.pasteLimit { text.removeLast(text.count - Self.pasteLimit) }
    }
    state = .paste(text, matched: matched)
  }
}
