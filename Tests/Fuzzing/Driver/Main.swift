import CFuzzer
import Glibc

/// The long form: a target's name, then what libFuzzer takes. See `Assets/fuzz`.
@main
enum Main {
  static let target = FuzzTarget(rawValue: CommandLine.arguments.dropFirst().first ?? "")

  static func main() {
    guard target != nil else {
      print("usage: fuzz TARGET [libFuzzer's arguments]")
      for target in FuzzTarget.allCases { print(target.rawValue) }
      exit(64)
    }
    // Its own first argument is the program's name.
    var count = CommandLine.argc - 1
    // SAFETY: argv lives as long as the process; one element less of it.
    var arguments = unsafe Optional(CommandLine.unsafeArgv + 1)
    exit(unsafe LLVMFuzzerRunDriver(&count, &arguments, takeInput))
  }
}

/// One input. libFuzzer's own main, which this program does without, wants it by this name.
@_cdecl("LLVMFuzzerTestOneInput")
func takeInput(_ pointer: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  // SAFETY: libFuzzer gives `size` bytes that live during the call.
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: pointer, count: size))
  do { try Main.target?.run(bytes) } catch { fatalError("\(error)") }
  return 0
}
