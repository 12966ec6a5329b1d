import CNcurses
import CTerminal
import Glibc
import Screen

/// The terminal: shows frames, reads keys, and leaves everything as it was.
///
/// It decides nothing. One thread owns it from `open` to `restore` (ncurses is not made for more);
/// that thread polls `inputDescriptor` beside whatever else it waits for, and calls `readKeys` when
/// there is input; while `awaitsMore`, it polls no longer than `escapeDelay` and calls `giveUpWaiting`
/// when nothing came. No call waits.
///
/// The process's signals stay its own: on SIGWINCH call `resize`, before stopping `suspend`,
/// after continuing `resume`, before any ending `restore`. Only a crash is caught here: its handler
/// puts the terminal back and lets the process die of the same signal.
public final class NcursesScreen {
  /// What this terminal and this locale can do.
  public struct Capabilities: Hashable, Sendable {
    /// The locale's encoding is UTF-8; otherwise frames should be built in ASCII.
    public let utf8: Bool
    /// The number of colours; 0 for a mono terminal.
    public let colours: Int
  }

  /// What the user wants of the terminal.
  public struct Wishes: Hashable, Sendable {
    /// How roles look.
    public var theme: Theme
    /// Whether clicks and the wheel come as keys.
    public var mouse: Bool

    /// This theme, and the mouse if wanted.
    public init(theme: Theme, mouse: Bool) {
      self.theme = theme
      self.mouse = mouse
    }
  }

  /// How long an Escape may be the beginning of a key's sequence, in milliseconds: short for a
  /// person, and long for a terminal, which sends the sequence in one piece.
  public static let escapeDelay: Int32 = 25

  /// The file descriptor that becomes readable when there are keys.
  public let inputDescriptor: Int32 = STDIN_FILENO
  /// What this terminal and this locale can do.
  public let capabilities: Capabilities
  /// How large the terminal is, as of the last `resize`.
  public private(set) var size: Size

  private var input: TerminalInput
  let output: TerminalOutput
  let palette: Palette
  private let modes: Modes
  private let resetBytes: String
  /// What the terminal shows; nil when that is not known and everything has to be written.
  var shown: Frame?
  var cursorVisible: Bool?
  var state = State.active

  enum State { case active, suspended, restored }

  /// Finds out whether standard input and output are a terminal that can show a screen, and sets the
  /// locale: before the program has other threads.
  ///
  /// - Throws: `ScreenError` when they are not; then nothing has been changed or written.
  public static func examine(_ wishes: Wishes) throws(ScreenError) -> Terminal {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    // SAFETY: the environment is not changed by another thread while the program starts.
    let colorterm = unsafe getenv("COLORTERM").map { unsafe String(cString: $0) }
    var name = unsafe getenv("TERM").map { unsafe String(cString: $0) } ?? ""
    guard Terminfo.canAddressCells(terminal: name) else { throw .unusableTerminal(name: name) }
    if wishes.theme.hasExactColours {
      name = Terminfo.directColourName(of: name, colorterm: colorterm) ?? name
    }
    // SAFETY: called before other threads use the locale; the empty name asks the environment.
    unsafe setlocale(LC_CTYPE, "")
    return Terminal(wishes: wishes, name: name)
  }

  /// Standard input and output as a terminal that can show a screen.
  public struct Terminal: Sendable {
    fileprivate let wishes: Wishes
    /// How its description is called.
    fileprivate let name: String

    /// Takes it over. By the thread that will paint.
    ///
    /// - Throws: `ScreenError`; then nothing has been changed or written.
    public func open() throws(ScreenError) -> NcursesScreen {
      _ = terminal_guard_remember(STDOUT_FILENO)
      guard let output = TerminalOutput(to: STDOUT_FILENO) else { throw .noDescriptor }
      terminal_signals_save()
      // SAFETY: the name is only read during the call; the screen is freed by the process's end.
      let started = unsafe screen_newterm(name, output.descriptor) != nil
      terminal_signals_restore()
      guard started else { throw .unusableTerminal(name: name) }
      return NcursesScreen(wishes, output)
    }
  }

  private init(_ wishes: Wishes, _ output: TerminalOutput) {
    self.output = output
    // Raw: ^C, ^Z, ^S and ^Q are keys like all others. No line is echoed or translated.
    raw()
    noecho()
    nonl()
    // SAFETY: newterm has made stdscr; it lives as long as the screen.
    unsafe leaveok(screen_stdscr(), false)
    unsafe idlok(screen_stdscr(), false)
    // Sends what makes the terminal's keys send what its description says.
    unsafe keypad(screen_stdscr(), true)
    typeahead(-1)
    input = TerminalInput(descriptor: STDIN_FILENO)
    palette = Palette(theme: wishes.theme)
    modes = Modes(mouse: wishes.mouse)
    // SAFETY: nl_langinfo returns a static string.
    let codeset = unsafe String(cString: nl_langinfo(nl_item(CODESET)))
    let utf8 = codeset.uppercased() == "UTF-8" || codeset.uppercased() == "UTF8"
    capabilities = Capabilities(utf8: utf8, colours: palette.colours)
    resetBytes = Terminfo.resetSequence(modes)
    size = Size(columns: 80, rows: 24)
    resize()
    enterScreen()
  }

  /// Makes the next `paint` write the whole screen, whatever is believed to be on it.
  public func forgetContents() {
    shown = nil
    // SAFETY: newterm has made curscr; it lives as long as the screen.
    unsafe clearok(screen_curscr(), true)
  }

  /// All keys that can be had without waiting.
  public func readKeys() -> [Key] {
    guard state == .active else { return [] }
    return input.drain()
  }

  /// Whether an Escape came that may be a key or the beginning of one.
  public var awaitsMore: Bool { state == .active && input.isWaiting }

  /// The key that waited for more, when nothing came for `escapeDelay`.
  public func giveUpWaiting() -> [Key] {
    guard state == .active else { return [] }
    return input.timeOut()
  }

  /// Asks the terminal to put `text` on the clipboard of whoever looks at it; false, with nothing
  /// sent, if it is too long. Whether the terminal does it is not known.
  public func copy(_ text: String) -> Bool {
    guard state == .active, let sequence = Clipboard.sequence(for: text) else { return false }
    output.write(sequence)
    return true
  }

  /// Asks the kernel for the window's size; to be called after SIGWINCH.
  @discardableResult
  public func resize() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    // SAFETY: both integers outlive the call.
    let failed = unsafe terminal_window_size(STDOUT_FILENO, &columns, &rows) != 0
    guard !failed, columns > 0, rows > 0 else { return size }
    size = Size(columns: Int(columns), rows: Int(rows))
    if state == .active {
      resize_term(Int32(size.rows), Int32(size.columns))
      forgetContents()
    }
    return size
  }

  /// Gives the terminal back for a while, before the process stops.
  public func suspend() {
    guard state == .active else { return }
    state = .suspended
    leaveScreen()
  }

  /// Takes the terminal again, after the process was continued. Paint afterwards.
  public func resume() {
    guard state == .suspended else { return }
    state = .active
    reset_prog_mode()
    resize()
    forgetContents()
    enterScreen()
  }

  /// Gives the terminal back for good. Calling it again does nothing.
  public func restore() {
    if state == .active { leaveScreen() }
    state = .restored
    terminal_guard_finish()
  }

  /// Gives the terminal back without waiting for it, as far as it lets us, while the thread that owns
  /// it waits. Nothing else may be done afterwards but end the process. Any thread.
  public static func abandon() { terminal_guard_abandon() }

  private func enterScreen() {
    var bytes = Array(resetBytes.utf8)
    // SAFETY: the bytes are copied during the call.
    unsafe bytes.withUnsafeMutableBytes { bytes in
      unsafe terminal_guard_arm(
        STDOUT_FILENO, output.descriptor, bytes.baseAddress, bytes.count)
    }
    output.write(modes.on)
    cursorVisible = nil
  }

  private func leaveScreen() {
    output.write(modes.off)
    curs_set(1)
    endwin()
    terminal_guard_disarm()
  }
}
