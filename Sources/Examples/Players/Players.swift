import Foundation

/// A GRDB app before and after its migration, on the same file:
///
///     example-players before game.sqlite Ana 3 Bo 1
///     example-players after game.sqlite Ana 2     # in as many processes as one likes
///
/// Gives points to players, drops who has none, and prints the ranking. The page "Migrating from a
/// single process" explains each step.
@main
enum Players {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 2, ["before", "after"].contains(words[0]) else {
      print("Usage: example-players before|after DB [NAME POINTS]...")
      exit(EX_USAGE)
    }
    let awards = stride(from: 2, to: words.count - 1, by: 2).map {
      (name: words[$0], points: Int(words[$0 + 1]) ?? 0)
    }
    do {
      let isBefore = words[0] == "before"
      let ranking = try await (isBefore ? before : after)(words[1], awards)
      for player in ranking { print("\(player.points)\t\(player.name)") }
    } catch {
      FileHandle.standardError.write(Data("example-players: \(error)\n".utf8))
      exit(EX_IOERR)
    }
  }

  static func before(
    _ path: String, _ awards: [(name: String, points: Int)]
  ) async throws -> [Player] {
    let app = try Before(path: path)
    try app.migrate()
    for award in awards { try app.award(award.points, to: award.name) }
    _ = try app.removeThoseWithout()
    let ranking = try app.ranking()
    try app.close()
    return ranking
  }

  static func after(
    _ path: String, _ awards: [(name: String, points: Int)]
  ) async throws -> [Player] {
    let app = try await After(path: path)
    try await app.migrate()
    for award in awards { try await app.award(award.points, to: award.name) }
    _ = try await app.removeThoseWithout()
    let ranking = try await app.ranking()
    await app.close()
    return ranking
  }
}
