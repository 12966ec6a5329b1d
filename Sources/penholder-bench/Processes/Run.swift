import Foundation

/// Runs a program to its end, for preparations. Throws what it said when it fails.
func run(_ program: String, _ arguments: [String], environment: [String: String]) throws {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.environment = environment
  let errors = Pipe()
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  process.standardError = errors
  try process.run()
  let said = errors.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    let text = String(decoding: said, as: UTF8.self)
    throw BenchError("\(program) failed: \(text.trimmingCharacters(in: .whitespacesAndNewlines))")
  }
}
