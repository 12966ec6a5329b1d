import CommandLineKit
import Penholder

// One thread until the screen has looked at the locale and signals are in order: no asynchronous
// entry point, which would start some.
do {
  Descriptors.occupyStandardOnes()
  Signals.ignoreBrokenPipes()
  MultiTabDatabase.surviveTruncation()
  SQLiteProcess.configure()
  try Threads.require()
  let arguments = Array(CommandLine.arguments.dropFirst())
  if let start = PlainStart(arguments) {
    try start.run()
  } else if let script = CompletionScript.asked(for: arguments) {
    try Output.line(script)
  } else {
    var command = try Todos.parseAsRoot(Todos.reordered(arguments))
    try command.run()
  }
} catch {
  Exit.with(error)
}
