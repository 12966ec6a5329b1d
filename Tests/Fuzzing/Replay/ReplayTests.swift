import Foundation
import TestSupport
import Testing

/// The short form of the fuzzer: what it has found worth keeping, and a few hundred inputs made of it.
/// The long form is `Assets/fuzz`.
@Suite("Bytes that nobody vouches for", .ownThread)
struct ReplayTests {
  static let corpora = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Corpus")

  /// What is kept for a target, by name.
  static func corpus(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
    let folder = corpora.appendingPathComponent(target.rawValue)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
      (name, Array(try Data(contentsOf: folder.appendingPathComponent(name))))
    }
  }

  @Test("what was kept breaks no promise", arguments: FuzzTarget.allCases)
  func kept(_ target: FuzzTarget) throws {
    let corpus = try Self.corpus(target)
    #expect(!corpus.isEmpty)
    for (name, bytes) in corpus {
      do { try target.run(bytes) } catch { Issue.record("\(target)/\(name): \(error)") }
    }
  }

  /// `PENHOLDER_FUZZ_MUTATIONS`: how many inputs are made for each target.
  static let mutations =
    ProcessInfo.processInfo.environment["PENHOLDER_FUZZ_MUTATIONS"].flatMap(Int.init) ?? 400

  @Test("nor does what can be made of it", arguments: FuzzTarget.allCases)
  func mutated(_ target: FuzzTarget) throws {
    // A crash takes the report with it, so the seed is said first.
    let seed = UInt64.random(in: 0 ... .max)
    print("\(target): seed \(seed)")
    let corpus = try Self.corpus(target).map(\.bytes)
    var mutation = Mutation(random: Seeded(seed: seed), others: corpus)
    for round in 0..<(target == .opening ? Self.mutations / 4 : Self.mutations) {
      let bytes = mutation.mutate(corpus.randomElement(using: &mutation.random) ?? [])
      do { try target.run(bytes) } catch {
        let spelled = Data(bytes).base64EncodedString()
        Issue.record("\(target), seed \(seed), round \(round): \(error)\n\(spelled)")
        return
      }
    }
  }

  @Test("what is kept is small")
  func size() throws {
    let sizes = try FuzzTarget.allCases.flatMap { try Self.corpus($0).map(\.bytes.count) }
    #expect(sizes.reduce(0, +) < 200_000)
  }

  @Test("the same seed makes the same inputs")
  func repeatable() {
    var runs = (0..<2).map { _ in Mutation(random: Seeded(seed: 7), others: [[1, 2, 3]]) }
    for _ in 0..<100 { #expect(runs[0].mutate([4, 5, 6]) == runs[1].mutate([4, 5, 6])) }
  }
}
