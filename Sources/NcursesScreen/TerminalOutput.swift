import CTerminal
import Glibc

/// Where ncurses writes: the terminal, or memory while a frame is being made, so that the terminal gets
/// each frame in one piece.
///
/// ncurses empties its buffer with every refresh, and a frame may need one for each row. Written one by
/// one they tear on the screen, and wake up whoever reads the terminal for each of them. So ncurses has
/// a descriptor of its own, a copy of the terminal's, which is made one of a file in memory for the
/// time of a frame. It sets the terminal's modes by the same descriptor, but never within a frame.
///
/// A crash within a frame finds the terminal's own descriptor where it was.
struct TerminalOutput {
  /// The one that ncurses was given.
  let descriptor: Int32
  private let terminal: Int32
  private let memory: Int32

  /// A copy of `terminal`; nil when no descriptor can be had.
  init?(to terminal: Int32) {
    self.terminal = terminal
    descriptor = fcntl(terminal, F_DUPFD_CLOEXEC, 3)
    memory = terminal_memory_open()
    guard descriptor >= 0, memory >= 0 else {
      for opened in [descriptor, memory] where opened >= 0 { close(opened) }
      return nil
    }
  }

  /// Runs `paint`, whose bytes go to the terminal at its end, in one piece.
  func inOnePiece(_ paint: () -> Void) {
    guard terminal_descriptor_replace(memory, descriptor) else { return paint() }
    paint()
    // Whatever that is by now: where somebody else ends the process, nothing that is shown.
    _ = terminal_descriptor_replace(terminal, descriptor)
    let count = Int(lseek(memory, 0, SEEK_CUR))
    lseek(memory, 0, SEEK_SET)
    guard count > 0 else { return }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      // SAFETY: the buffer holds `count` bytes.
      unsafe filled = max(0, pread(memory, buffer.baseAddress, count, 0))
    }
    write(bytes)
  }

  /// Writes past ncurses, after what it has written.
  func write(_ text: String) { write(Array(text.utf8)) }

  private func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // SAFETY: the buffer is valid during the call.
      let written = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        // Somebody who shares the terminal has made it one that does not wait.
        guard errno == EAGAIN else { return }  // a terminal that is gone needs no bytes
        var entry = pollfd(fd: terminal, events: Int16(POLLOUT), revents: 0)
        // SAFETY: one entry, which outlives the call.
        unsafe poll(&entry, 1, -1)
        if Int32(entry.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0 { return }
        continue
      }
      rest = rest.dropFirst(written)
    }
  }
}
