import Screen
import Testing

@Suite("Themes")
struct ThemeTests {
  @Test("each theme has a name of its own and is found by it")
  func names() {
    #expect(Theme.all.map(\.name) == ["terminal", "dark", "light", "contrast", "mono"])
    for theme in Theme.all { #expect(Theme.named(theme.name) == theme) }
    #expect(Theme.named("Terminal") == nil)
  }

  @Test("no theme names a background for ordinary text, and mono names no colour at all")
  func backgrounds() {
    for theme in Theme.all {
      #expect(theme[.text].background == nil)
      #expect(theme[.selected].background == nil)
    }
    #expect(!Theme.mono.hasColours)
    #expect(!Theme.contrast.hasColours)
    #expect(Theme.terminal.hasColours)
  }

  @Test("the terminal's own colours are the first eight alone")
  func own() {
    for role in Role.allCases {
      let look = Theme.terminal[role]
      for case let colour? in [look.colour, look.background] {
        guard case .own(let number) = colour, number < 8 else {
          Issue.record("\(role) is \(colour)")
          continue
        }
      }
    }
  }

  @Test("a marked and a selected row differ from ordinary ones without any colour")
  func withoutColour() {
    for theme in Theme.all {
      for role in [Role.selected, .marked, .heading, .key, .leader, .current] {
        #expect(theme[role].emphasis != theme[.text].emphasis, "\(role) in \(theme.name)")
      }
    }
  }

  @Test("a colour becomes the nearest one that the terminal has")
  func nearest() {
    #expect(Colour.exact(255, 0, 0).index(of: 256) == 196)
    #expect(Colour.exact(250, 3, 3).index(of: 256) == 196)
    #expect(Colour.exact(128, 128, 128).index(of: 256) == 244)
    #expect(Colour.exact(250, 3, 3).index(of: 16) == 9)
    #expect(Colour.exact(250, 3, 3).index(of: 8) == 1)
    #expect(Colour.exact(0, 0, 0).index(of: 0) == nil)
    #expect(Colour.own(12).index(of: 256) == 12)
    #expect(Colour.own(12).index(of: 8) == 4)
    #expect(Colour.exact(1, 2, 3).direct == 0x010203)
    #expect(Colour.own(1).direct == nil)
  }

  /// The eye's contrast by WCAG 2.2, from 1 to 21.
  private func contrast(_ a: (Double, Double, Double), _ b: (Double, Double, Double)) -> Double {
    func light(_ c: (Double, Double, Double)) -> Double {
      // Gamma by squaring: near enough to tell dark from light.
      0.2126 * c.0 * c.0 + 0.7152 * c.1 * c.1 + 0.0722 * c.2 * c.2
    }
    let (high, low) = (max(light(a), light(b)), min(light(a), light(b)))
    return (high + 0.05) / (low + 0.05)
  }

  @Test("every colour of the dark theme stands out from black, every one of the light from white")
  func readable() {
    for (theme, paper) in [(Theme.dark, 0.0), (.light, 1.0)] {
      for role in Role.allCases {
        guard case .exact(let red, let green, let blue)? = theme[role].colour else {
          Issue.record("\(role) has no colour in \(theme.name)")
          continue
        }
        let ink = (Double(red) / 255, Double(green) / 255, Double(blue) / 255)
        #expect(contrast(ink, (paper, paper, paper)) >= 4.5, "\(role) in \(theme.name)")
      }
    }
  }
}

@Suite("Clipboard")
struct ClipboardTests {
  @Test(
    "text is sent in base64",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("é\u{1b}]", "w6kbXQ=="),
    ])
  func sequence(text: String, encoded: String) {
    #expect(Clipboard.sequence(for: text) == "\u{1b}]52;c;\(encoded)\u{7}")
  }

  @Test("what is too long is not sent at all")
  func limit() {
    let longest = String(repeating: "x", count: Clipboard.limit)
    #expect(Clipboard.sequence(for: longest)?.utf8.count == 100_000)
    #expect(Clipboard.sequence(for: longest + "x") == nil)
  }
}
