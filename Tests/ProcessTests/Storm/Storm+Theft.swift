import Foundation
import TestSupport

@testable import penholder_tool

// What may befall the coordination file.

extension Storm {
  /// Takes the coordination file away, puts another one in its place, or fills it with noise.
  func steal(_ state: inout State) {
    state.thefts += 1
    let path = group.coordinationFile
    let old = state.oldFile
    // Somebody may have been quicker in putting it right.
    state.oldFile = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? old
    switch Int.random(in: 0..<5, using: &state.random) {
    case 0:
      try? FileManager.default.removeItem(atPath: path)
      record.add(0, .signalled, "removed the file")
    case 1: replace(by: noise(70_000, &state.random), "noise")
    case 2: replace(by: old ?? Data(), "what it once was")
    case 3: scribble(at: 0, &state.random)
    default: scribble(at: UInt64.random(in: 0..<65_536, using: &state.random), &state.random)
    }
  }

  /// Lets the next tab find no file, or none that it can use.
  func stealFor(_ tab: StormTab.Nature, _ state: inout State) {
    switch tab.trap?.point {
    case .creatingFile:
      state.thefts += 1
      try? FileManager.default.removeItem(atPath: group.coordinationFile)
      record.add(0, .signalled, "removed the file")
    case .replacingFile:
      state.thefts += 1
      replace(by: noise(4096, &state.random), "noise")
    default: break
    }
  }

  private func noise(_ count: Int, _ random: inout Seeded) -> Data {
    Data((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }

  private func replace(by bytes: Data, _ what: String) {
    // If it fails, nothing was stolen. Atomically: another file comes to have the name.
    try? bytes.write(to: URL(fileURLWithPath: group.coordinationFile), options: .atomic)
    record.add(0, .signalled, .string("replaced the file by \(what)"))
  }

  private func scribble(at place: UInt64, _ random: inout Seeded) {
    guard let file = FileHandle(forUpdatingAtPath: group.coordinationFile) else { return }
    // What cannot be written is not there.
    try? file.seek(toOffset: place)
    try? file.write(contentsOf: noise(256, &random))
    try? file.close()
    record.add(0, .signalled, .string("noise at \(place)"))
  }
}
