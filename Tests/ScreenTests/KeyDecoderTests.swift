import Screen
import TestSupport
import Testing

@Suite("Key decoder")
struct KeyDecoderTests {
  /// The keys of pieces that come at once, one after the other, and then nothing.
  private func decode(_ pieces: String..., sequences: [[UInt8]: Key] = [:]) -> [Key] {
    var decoder = KeyDecoder(sequences: sequences)
    return pieces.flatMap { decoder.keys($0.utf8) } + decoder.timeOut()
  }

  private func mouse(_ event: Mouse.Event, _ row: Int, _ column: Int) -> Key {
    .mouse(Mouse(event, row: row, column: column))
  }

  @Test("scalars that belong together become one key")
  func clusters() {
    #expect(decode("e\u{301}👩🏽x") == [.character("é"), .character("👩🏽"), .character("x")])
  }

  @Test("control codes are keys of their own")
  func controls() {
    #expect(
      decode("a\r\t\u{7f}\u{4}\u{1a}\0\u{12}\u{10}\u{13}") == [
        .character("a"), .named(.enter), .named(.tab), .named(.backspace), .control("d"),
        .control("z"), .control(" "), .control("r"), .control("p"), .control("s"),
      ])
  }

  @Test("Escape alone waits a little, before a character it is Alt, before a key it is held")
  func escape() {
    var decoder = KeyDecoder()
    #expect(decoder.keys([0x1b]).isEmpty && decoder.isWaiting)
    #expect(decoder.timeOut() == [.named(.escape)])
    #expect(!decoder.isWaiting && decoder.timeOut().isEmpty)
    #expect(decode("\u{1b}b") == [.alt("b")])
    #expect(decode("\u{1b}é") == [.alt("é")])
    #expect(decode("\u{1b}\u{1b}") == [.named(.escape), .named(.escape)])
    #expect(decode("\u{1b}[") == [.alt("[")])
    #expect(decode("\u{1b}P") == [.alt("P")])
    #expect(decode("\u{1b}\r\u{1b}\u{7f}") == [.chord(.alt, .enter), .chord(.alt, .backspace)])
    #expect(decode("\u{1b}\u{3}") == [.named(.escape), .control("c")])
  }

  @Test(
    "keys with names, as xterm, rxvt and the Linux console send them",
    arguments: [
      ("[A", Key.named(.up)), ("OA", .named(.up)), ("[1;5C", .named(.wordRight)),
      ("[1;5D", .named(.wordLeft)), ("[1;3D", .chord(.alt, .left)), ("Od", .named(.wordLeft)),
      ("[a", .chord(.shift, .up)), ("[1;2A", .chord(.shift, .up)), ("[H", .named(.home)),
      ("[1~", .named(.home)), ("[7~", .named(.home)), ("OF", .named(.end)), ("[8~", .named(.end)),
      ("[5~", .named(.pageUp)), ("[6~", .named(.pageDown)), ("[3~", .named(.delete)),
      ("[3;5~", .chord(.control, .delete)), ("[Z", .named(.backTab)), ("OP", .named(.f1)),
      ("[11~", .named(.f1)), ("[[A", .named(.f1)), ("[[E", .named(.f5)), ("[15~", .named(.f5)),
      ("[24~", .named(.f12)), ("[1;2R", .chord(.shift, .f3)), ("OM", .named(.enter)),
      ("Op", .character("0")), ("Ok", .character("+")), ("[1;5H", .chord(.control, .home)),
      ("[3^", .chord(.control, .delete)), ("[13;3u", .chord(.alt, .enter)),
      ("[97;5u", .control("a")), ("[27;2;9~", .named(.backTab)),
      ("[98;3u", .alt("b")), ("[27u", .named(.escape)),
    ])
  func named(sequence: String, key: Key) {
    #expect(decode("\u{1b}\(sequence)x") == [key, .character("x")])
  }

  @Test(
    "what is unknown is swallowed whole, and so is what a terminal says by itself",
    arguments: [
      "[38;5;1z", "[I", "[O", "[24;80R", "[?62;22c", "[>0;276;0c", "[?2026;2$y", "[201~", "[57399u",
      "[E", "OY", "[<0;3;4m", "[<35;3;4M", "[<0;99999999999999999999;1M", "[<0;0;0M",
      "]11;rgb:0000/0000/0000\u{7}", "]52;c;aGk=\u{1b}\\", "P>|xterm(390)\u{1b}\\", "_Gi=1\u{1b}\\",
      "[" + String(repeating: "1;", count: 500) + "A", "[M\u{23}!!", "[1;;;;;;;A", "[99~", "[-1A",
    ])
  func swallowed(sequence: String) {
    #expect(decode("\u{1b}\(sequence)x") == [.character("x")])
  }

  @Test("a key pressed in the middle of a sequence that never ends counts again")
  func recovery() {
    #expect(decode("\u{1b}]nonsense\rq") == [.named(.enter), .character("q")])
    #expect(decode("\u{1b}[1;\u{3}q") == [.control("c"), .character("q")])
    #expect(decode("\u{1b}[1\u{1b}[Bq") == [.named(.down), .character("q")])
    #expect(decode("\u{1b}P1$r\u{1b}[Aq") == [.named(.up), .character("q")])
  }

  @Test("a sequence whose rest comes late still types nothing")
  func late() {
    var decoder = KeyDecoder()
    #expect(decoder.keys("\u{1b}[1;".utf8).isEmpty && !decoder.isWaiting)
    #expect(decoder.timeOut().isEmpty)
    #expect(decoder.keys("5Cx".utf8) == [.named(.wordRight), .character("x")])
  }

  @Test("clicks, double clicks and the wheel, in the new form and the oldest")
  func mouse() {
    #expect(decode("\u{1b}[<0;12;3M\u{1b}[<0;12;3m") == [mouse(.click, 2, 11)])
    #expect(
      decode("\u{1b}[<64;1;1M\u{1b}[<65;300;40M")
        == [mouse(.wheelUp, 0, 0), mouse(.wheelDown, 39, 299)])
    #expect(
      decode("\u{1b}[<2;5;6M\u{1b}[<4;5;6M") == [mouse(.rightClick, 5, 4), mouse(.click, 5, 4)])
    #expect(decode("\u{1b}[M !!a") == [mouse(.click, 0, 0), .character("a")])
    var clicks = ClickPairing()
    let click = mouse(.click, 1, 1)
    let second: UInt64 = 1_000_000_000
    #expect(clicks.pair(click, at: second) == click)
    #expect(clicks.pair(click, at: second + 100_000_000) == mouse(.doubleClick, 1, 1))
    #expect(clicks.pair(click, at: second + 200_000_000) == click)
    #expect(clicks.pair(mouse(.click, 1, 2), at: second + 200_000_000) == mouse(.click, 1, 2))
    #expect(clicks.pair(mouse(.click, 1, 2), at: 2 * second) == mouse(.click, 1, 2))
    #expect(clicks.pair(.character("x"), at: 2 * second) == .character("x"))
  }

  @Test("pasted text arrives in one piece, control codes and all, over any number of pieces")
  func paste() {
    #expect(
      decode("a\u{1b}[200~x\ry", "\u{1b}[A\u{1b}[20", "1~b") == [
        .character("a"), .paste("x\ry\u{1b}[A"), .character("b"),
      ])
    #expect(decode("\u{1b}[200~\u{1b}[20\u{1b}[201~") == [.paste("\u{1b}[20")])
    #expect(decode("\u{1b}[200~\u{1b}[201~") == [.paste("")])
    var decoder = KeyDecoder()
    #expect(decoder.keys(Array("\u{1b}[200~y".utf8) + [0xff, 0xc2]).isEmpty)
    #expect(!decoder.isWaiting && decoder.timeOut().isEmpty, "a slow link types nothing")
    #expect(decoder.keys("\u{1b}[201~".utf8) == [.paste("y\u{fffd}\u{fffd}")])
  }

  @Test("a paste without end is bounded, and its end is found all the same")
  func longPaste() {
    var decoder = KeyDecoder()
    let piece = Array(repeating: UInt8(ascii: "x"), count: 100_000)
    var keys = decoder.keys("\u{1b}[200~".utf8)
    for _ in 0..<20 { keys += decoder.keys(piece) }
    keys += decoder.keys("\u{1b}[201~q".utf8)
    guard case .paste(let text)? = keys.first else {
      Issue.record("no paste: \(keys.count) keys")
      return
    }
    #expect(text.utf8.count == KeyDecoder.pasteLimit)
    #expect(keys.dropFirst() == [.character("q")])
  }

  @Test("the terminal's own description comes first")
  func described() {
    let sequences: [[UInt8]: Key] = [
      Array("\u{1b}[224z".utf8): .named(.f1), Array("\u{1b}[A".utf8): .named(.pageUp),
      Array("\u{1b}A".utf8): .named(.up), Array("\u{1b}[3$".utf8): .chord(.shift, .delete),
      Array("\u{1b}[M".utf8): .named(.f2),
    ]
    #expect(
      decode("\u{1b}[3$x\u{1b}[Mabc", sequences: sequences).prefix(4)
        == [.chord(.shift, .delete), .character("x"), .named(.f2), .character("a")])
    #expect(
      decode("\u{1b}[224z\u{1b}[A\u{1b}A\u{1b}[B", sequences: sequences)
        == [.named(.f1), .named(.pageUp), .named(.up), .named(.down)])
  }
}

@Suite("Key decoder, with random input", .ownThread)
struct RandomKeyTests {
  /// Keys as what they do: letters that come one by one or joined are the same text.
  private func normal(_ keys: [Key]) -> [String] {
    var result: [String] = []
    var text = ""
    for key in keys {
      if case .character(let character) = key {
        text.append(character)
      } else {
        if !text.isEmpty { result.append("text " + text) }
        text = ""
        result.append("\(key)")
      }
    }
    return text.isEmpty ? result : result + ["text " + text]
  }

  private let pieces = [
    "a", "Z", "é", "e\u{301}", "漢", "👨‍👩‍👧", " ", "\r", "\t", "\u{7f}", "\u{3}", "\u{1b}[A", "\u{1b}OB",
    "\u{1b}[1;5C", "\u{1b}[3~", "\u{1b}x", "\u{1b}é", "\u{1b}[<0;12;7M", "\u{1b}[<65;1;1M",
    "\u{1b}[200~two\rlines \u{1b}[A\u{1b}[201~", "\u{1b}[38;5;1z", "\u{1b}]0;title\u{7}",
    "\u{1b}[[B", "\u{1b}[M !!", "\u{1b}[?1;2c", "\u{1b}\r",
  ]

  @Test("bytes cut anywhere are the same keys")
  func splits() {
    let seed = UInt64.random(in: .min ... .max)
    var random = Seeded(seed: seed)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 1...12, using: &random)).flatMap { _ in
        Array((pieces.randomElement(using: &random) ?? "").utf8)
      }
      var whole = KeyDecoder()
      let expected = normal(whole.keys(bytes) + whole.timeOut())
      var cut = KeyDecoder()
      var keys: [Key] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let length = Int.random(in: 1...min(5, rest.count), using: &random)
        keys += cut.keys(rest.prefix(length))
        rest = rest.dropFirst(length)
      }
      keys += cut.timeOut()
      guard normal(keys) == expected else {
        Issue.record("seed \(seed): \(bytes) gives \(normal(keys)), whole \(expected)")
        return
      }
    }
  }

  @Test("a well-formed sequence, whatever is in it, types no letter and eats none around it")
  func sequences() {
    let seed = UInt64.random(in: .min ... .max)
    var random = Seeded(seed: seed)
    for _ in 0..<5_000 {
      var bytes: [UInt8] = []
      var text = ""
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        if Bool.random(using: &random) {
          let letter = Character(Unicode.Scalar(UInt8.random(in: 0x20...0x7e, using: &random)))
          text.append(letter)
          bytes += Array(String(letter).utf8)
        }
        bytes += [0x1b, 0x5b]
        for _ in 0..<Int.random(in: 0...90, using: &random) {
          bytes.append(.random(in: 0x20...0x3f, using: &random))
        }
        // `u` and `~` may name a character on purpose; `[`, `M` and a paste are longer.
        var final = UInt8.random(in: 0x40...0x7e, using: &random)
        while [UInt8(ascii: "u"), UInt8(ascii: "~"), UInt8(ascii: "M"), 0x5b].contains(final) {
          final = .random(in: 0x40...0x7e, using: &random)
        }
        bytes.append(final)
      }
      var decoder = KeyDecoder()
      let typed = (decoder.keys(bytes) + decoder.timeOut()).compactMap {
        if case .character(let character) = $0 { character } else { nil }
      }
      guard String(typed) == text else {
        Issue.record("seed \(seed): \(bytes) typed \(typed) instead of \(text)")
        return
      }
    }
  }

  @Test("any bytes whatever give keys, and after Enter and a pause a letter is a letter again")
  func noise() {
    let seed = UInt64.random(in: .min ... .max)
    var random = Seeded(seed: seed)
    for _ in 0..<5_000 {
      var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      // Half of them begin something.
      if Bool.random(using: &random) {
        bytes.insert(
          contentsOf: [0x1b, [0x5b, 0x4f, 0x5d, 0x50].randomElement(using: &random) ?? 0], at: 0)
      }
      var decoder = KeyDecoder()
      _ = decoder.keys(bytes)
      _ = decoder.timeOut()
      // Three for a mouse report that was cut short, and one that ends what is left of a scalar.
      _ = decoder.keys("\r\r\r\r".utf8)
      guard decoder.keys("x".utf8) == [.character("x")] else {
        Issue.record("seed \(seed): stuck after \(bytes)")
        return
      }
    }
  }
}
