import ArgumentParser
import Foundation

/// The option of every suite that has its report drawn.
struct Plots: ParsableArguments {
  @Option(help: ArgumentHelp("Write plots of it as SVG into this folder.", valueName: "folder"))
  var plots: String?

  /// Writes the files, if they are wanted; made is what is not there of the folder.
  func draw(_ report: Report) throws {
    guard let folder = plots else { return }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for file in report.plots(command: Self.command(CommandLine.arguments)) {
        try file.svg.write(toFile: "\(folder)/\(file.name)", atomically: true, encoding: .utf8)
      }
    } catch {
      throw BenchError("The plots cannot be written to \(folder): \(error.localizedDescription)")
    }
  }

  /// The command to repeat a run with: without the places of one machine.
  static func command(_ arguments: [String]) -> String {
    let places = ["--plots", "--folder", "--rivals-path", "--todos"]
    var words = ["penholder-bench"]
    var isPlace = false
    for word in arguments.dropFirst() {
      if isPlace {
        isPlace = false
        continue
      }
      isPlace = places.contains(word)
      if isPlace || places.contains(where: { word.hasPrefix($0 + "=") }) { continue }
      words.append(word.contains { " ;'\"".contains($0) } || word.isEmpty ? "'\(word)'" : word)
    }
    return words.joined(separator: " ")
  }
}
