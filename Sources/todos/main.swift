import CommandLineKit
import Glibc
import Penholder

// One thread until the screen has looked at the locale and signals are in order: no asynchronous
// entry point, which would start some.
do {
  Descriptors.occupyStandardOnes()
  Signals.ignoreBrokenPipes()
  MultiTabDatabase.surviveTruncation()
  try Threads.require()
  if let script = CompletionScript.asked(for: Array(CommandLine.arguments.dropFirst())) {
    try Output.line(script)
    exit(0)
  }
  var command = try Todos.parseAsRoot(
    Todos.reordered(Array(CommandLine.arguments.dropFirst())))
  try command.run()
} catch {
  Exit.with(error)
}
