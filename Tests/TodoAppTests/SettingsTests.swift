import Screen
import Testing

@testable import TodoApp

@Suite("Settings")
struct SettingsTests {
  private func problem(_ text: String) -> String? {
    Settings.read(text).problems.first?.sentence(file: "config")
  }

  @Test("an empty file, comments and blanks settle nothing")
  func nothing() {
    let (settings, problems) = Settings.read("\n# theme = dark\n   \n\t# x\r\n")
    #expect(settings == Settings() && problems.isEmpty)
    #expect(settings.keymap == .standard)
  }

  @Test("every setting is read, blanks around it do not count")
  func all() {
    let (settings, problems) = Settings.read(
      """
      theme = dark
      ascii=yes
        mouse =   no
      accessible = on
      view = #home
      sort = due
      confirm-above = 25
      key.delete = D <Del>
      key.tag = #
      key.redo = none
      key.mark = <Space>
      key.save = <C-s> <Enter>
      """)
    #expect(problems.isEmpty)
    #expect(settings.theme == .dark)
    #expect(settings.ascii == true && !settings.mouse && settings.accessible)
    #expect(settings.view == "#home" && settings.sort == "due" && settings.confirmAbove == 25)
    #expect(settings.keys[.delete] == [.character("D"), .named(.delete)])
    #expect(settings.keys[.redo] == [])
    #expect(settings.keys[.mark] == [.character(" ")])
    #expect(Settings.read("ascii = auto").settings.ascii == nil)
  }

  @Test(
    "what is wrong is told with its line, what is allowed, and what was meant",
    arguments: [
      ("\n\nthem = dark", "config:3: there is no setting 'them' (did you mean theme?); there are "),
      (
        "theme = drak",
        "config:1: theme is terminal, dark, light, contrast or mono, not 'drak' ("
          + "did you mean dark?)."
      ),
      ("mouse = maybe", "config:1: mouse is yes or no, not 'maybe'."),
      ("ascii = 1", "config:1: ascii is yes, no or auto, not '1'."),
      (
        "sort = name",
        "config:1: sort is list, done, due, priority, title, created, changed or id, "
          + "not 'name'."
      ),
      ("view = home", "config:1: view is all, today, overdue, done, #TAG or +PROJECT, not 'home'."),
      (
        "confirm-above = many", "config:1: confirm-above is a number from 0 to 1000000, not 'many'."
      ),
      ("confirm-above = -1", "config:1: confirm-above is a number from 0 to 1000000, not '-1'."),
      ("theme dark", "config:1: a setting is written `name = value`, a comment begins with #."),
      ("= dark", "config:1: there is no name before the =."),
      ("theme =", "config:1: theme has no value."),
      ("mouse = no\n\nmouse = yes", "config:3: mouse is settled in line 1 already."),
      ("key.delte = D", "config:1: there is no setting 'key.delte' (did you mean key.delete?); "),
      ("key.delete = <Dle>", "config:1: '<Dle>': '<Dle>' is no key; "),
      ("key.delete = dd", "config:1: 'dd' is 2 keys; write one key, several with blanks "),
      ("key.add = <Click-1-1>", "config:1: clicks cannot be given to commands."),
      ("key.yank = y", "config:1: 'y' is text where yank is done; hold Alt or Control."),
      ("key.delete = D\nkey.quit = D", "config:2: D is given to delete in line 1 already."),
      ("key.quit = D\nkey.delete = D", "config:2: D is given to quit in line 1 already."),
      ("\u{1b}]0;x\u{7} = 1", "config:1: there is no setting '␛]0;x␇'; there are "),
    ])
  func problems(text: String, sentence: String) {
    #expect(problem(text)?.hasPrefix(sentence) == true, "\(problem(text) ?? "nothing")")
  }

  @Test("all that is wrong is told at once, in order, and wrong lines settle nothing")
  func several() {
    let (settings, problems) = Settings.read("x = 1\ntheme = dark\nmouse = ?\nkey.x = y")
    #expect(problems.map(\.line) == [1, 3, 4])
    #expect(settings.theme == .dark && settings.mouse)
  }

  @Test("the printed file settles nothing, and with its # taken away everything as it is")
  func template() {
    let (silent, none) = Settings.read(Settings.template)
    #expect(silent == Settings() && none.isEmpty)
    let lines = Settings.template.split(separator: "\n").map { line in
      line.contains(" = ") && !line.hasPrefix("# ") ? line.dropFirst() : line
    }
    let (spoken, problems) = Settings.read(lines.joined(separator: "\n"))
    #expect(spoken.keys.count == Command.allCases.count)
    #expect(problems.isEmpty, "\(problems)")
    #expect(spoken.keymap == .standard)
    for name in Settings.names { #expect(Settings.template.contains("\n#\(name) = ")) }
  }

  @Test("a file that is no file of settings is refused, briefly")
  func huge() {
    #expect(
      problem(String(repeating: "x", count: Settings.fileLimit + 1))?.contains("longer") == true)
    let long = problem(String(repeating: "y", count: 9_000) + " = 1") ?? ""
    #expect(long.count < 300)
  }

  @Test(
    "the nearest word is found, a strange one is not",
    arguments: [
      ("delte", "delete"), ("quit", "quit"), ("QUIT", "quit"), ("uqit", "quit"), ("xyzzy", nil),
      ("half-page", "half-page-up"), ("", nil),
    ])
  func nearest(word: String, expected: String?) {
    let words = ["delete", "quit", "half-page-up", "half-page-down"]
    let found = Nearest.word(to: word, among: words)
    #expect(word == "half-page" ? found != nil : found == expected)
  }
}

@Suite("The catalogue of commands")
struct CommandTests {
  @Test("names are for ever, unlike each other, and made of small letters")
  func names() {
    for command in Command.allCases {
      #expect(
        command.rawValue.allSatisfy { $0.isASCII && ($0.isLowercase || "-123456789".contains($0)) })
      #expect(
        !command.title.isEmpty && !command.entry.scopes.isEmpty && !command.entry.keys.isEmpty)
    }
    #expect(Command.view(3) == .view3 && Command.view3.viewNumber == 3 && Command.view(0) == nil)
  }

  @Test("in each scope a key of the catalogue does one thing; Enter in a text is the only overlap")
  func overlaps() {
    for scope in Scope.allCases {
      var owners: [Key: Command] = [:]
      for command in Command.allCases where command.entry.scopes.contains(scope) {
        for key in command.entry.keys {
          if scope.isText, case .character = key { continue }
          if let other = owners.updateValue(command, forKey: key) {
            #expect(
              [other, command] == [.save, .newLine] && scope == .lines && key == .named(.enter))
          }
        }
      }
    }
  }

  @Test("the keys of the manual do what the manual says")
  func manual() throws {
    let table: [(String, Command)] = [
      ("j", .moveDown), ("<Down>", .moveDown), ("k", .moveUp), ("g", .first), ("G", .last),
      ("<C-d>", .halfPageDown), ("<C-u>", .halfPageUp), ("<PgUp>", .pageUp), ("<PgDn>", .pageDown),
      ("a", .add), ("A", .addSubtask), ("e", .edit), ("<Enter>", .edit), ("x", .toggleDone),
      ("d", .delete), ("u", .undo), ("<C-r>", .redo), ("<Space>", .mark), ("v", .markRange),
      ("V", .markAll), ("p", .priority), ("t", .due), ("#", .tag), ("+", .project), (">", .indent),
      ("<lt>", .outdent), ("J", .moveTodoDown), ("K", .moveTodoUp), ("/", .filter),
      ("n", .nextMatch), ("N", .previousMatch), ("<Esc>", .cancel), ("s", .sort),
      ("f", .savedFilters), ("<Tab>", .nextView), ("<S-Tab>", .previousView), ("1", .view1),
      ("9", .view9), (":", .palette), ("<C-p>", .palette), ("?", .help), ("L", .leadership),
      ("w", .queueing), ("M", .metrics), ("!", .log), ("y", .copy), ("<C-l>", .redraw),
      ("<C-z>", .suspend), ("q", .quit),
    ]
    for (script, command) in table {
      let key = try #require(try KeyScript.keys(script).first)
      #expect(command.entry.keys.contains(key))
      #expect(Keymap.standard[key, in: .list] == command)
    }
  }

  @Test("a key given to another command is taken from its owner, in the scopes of both")
  func rebinding() {
    let keymap = Keymap(changing: [
      .delete: [.character("j")], .toggleDone: [], .killToEnd: [.control("a")],
    ])
    #expect(keymap[.character("j"), in: .list] == .delete)
    #expect(keymap[.character("j"), in: .page] == .moveDown, "a page has no delete")
    #expect(keymap[.character("d"), in: .list] == nil)
    #expect(keymap[.character("x"), in: .list] == nil)
    #expect(keymap.keys(for: .delete) == [.character("j")])
    #expect(keymap.keys(for: .moveDown, in: .list) == [.named(.down)])
    #expect(keymap.keys(for: .toggleDone).isEmpty)
    #expect(keymap[.control("a"), in: .line] == .killToEnd)
    #expect(keymap.keys(for: .lineStart, in: .line) == [.named(.home)])
  }

  @Test("help, hints and keys follow the settings")
  func everywhere() throws {
    let (settings, _) = Settings.read("key.delete = D\nkey.quit = <F10>\nkey.leave = <C-g>")
    var world = World(["one", "two"], settings: settings)
    #expect(world.frame.text.contains("D delete"))
    #expect(world.frame.text.contains("F10 quit"))
    try world.press("d")
    #expect(world.titles == ["one", "two"])
    try world.press("D")
    #expect(world.titles == ["two"])
    try world.press("?")
    #expect(world.frame.text.contains(" D              delete"))
    try world.press("<Esc>ax<C-c>y<Esc>")
    #expect(world.state.editor?.line.text == "xy", "the keys that left are others now")
    #expect(world.frame.text.contains("^G cancel"))
    try world.press("<C-g>")
    #expect(world.state.editor == nil)
  }

  @Test("the palette offers what is about the list or the app, and nothing about texts")
  func palette() {
    #expect(Command.copy.isInPalette && !Command.charLeft.isInPalette)
    #expect(!Command.palette.isInPalette && !Command.choose.isInPalette)
  }
}

@Suite("Mouse and clipboard")
struct MouseTests {
  @Test("a click is the cursor, a double click edits, the wheel scrolls")
  func list() throws {
    var world = World((1...100).map { "todo \($0)" })
    try world.press("<Click-20-6>")
    #expect(world.selectedTitle == "todo 3")
    try world.press("<WheelDown-1-1>")
    #expect(world.state.list.top == 3 && world.selectedTitle == "todo 4")
    try world.press("<WheelUp-1-1><WheelUp-1-1><WheelUp-1-1>")
    #expect(world.state.list.top == 0 && world.selectedTitle == "todo 4")
    // A click comes before each double click.
    try world.press("<Click-20-8><DoubleClick-20-8>")
    #expect(world.state.editor?.editedID == 5)
    try world.press("<Click-1-5><WheelDown-1-1>!")
    #expect(world.state.editor?.line.text == "todo 5!")
  }

  @Test("clicks beside the list, in an empty one and outside of the screen do nothing")
  func beside() throws {
    var world = World(["one"])
    try world.press(
      "<Click-1-1><Click-1-30><Click-1-9><DoubleClick-1-9><RightClick-1-4><Click-2000-2000>")
    #expect(world.state.list.selectedPlace == 0 && world.state.editor == nil)
    var empty = World()
    try empty.press("<Click-1-4><DoubleClick-1-4><WheelDown-1-1>")
    #expect(empty.state.editor == nil)
  }

  @Test("the wheel scrolls a page, a click closes it")
  func page() throws {
    var world = World(["one"], rows: 16)
    try world.press("?<WheelDown-1-1>")
    #expect(world.state.overlay == .help(top: 3))
    try world.press("<Click-1-1>")
    #expect(world.state.overlay == nil && world.selectedTitle == "one")
  }

  @Test("the title is sent to the clipboard, and the message does not promise more")
  func copy() throws {
    var world = World(["Buy milk 🧀"])
    try world.press("y")
    #expect(world.runtime == [.copy("Buy milk 🧀")])
    #expect(world.state.message?.text == "Sent the title of #1 to the terminal's clipboard.")
  }

  @Test("what was cut in one title is put into another")
  func carry() throws {
    var world = World(["one two", "x"])
    try world.press("e<C-w><Esc>je<C-y><Enter>")
    #expect(world.titles == ["one two", "xtwo"])
  }
}

@Suite("In words")
struct AccessibleTests {
  @Test("states are words, and nothing is drawn with lines or boxes")
  func words() throws {
    var settings = Settings()
    settings.accessible = true
    var world = World(["one", "two"], settings: settings)
    try world.press("x")
    let text = world.frame.text
    #expect(text.contains("> done") && text.contains("  open"))
    #expect(text.contains("LEADER"))
    #expect(!text.contains(where: "─☐☑●○▸⇡".contains))
    #expect(world.frame.cursor?.row == 3)
  }
}
