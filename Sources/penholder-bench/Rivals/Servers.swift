import Foundation

/// The servers that live for a whole run, started when the first candidate needs them.
final class Servers {
  let programs: Programs
  private let folders: [WritesCase.Place: WorkFolder]
  private var clusters: [WritesCase.Place: PostgreSQLServer] = [:]

  init(_ folders: [WritesCase.Place: WorkFolder], programs: Programs) {
    (self.folders, self.programs) = (folders, programs)
  }

  /// PostgreSQL with its data in that place.
  func postgreSQL(_ place: WritesCase.Place) throws -> PostgreSQLServer {
    if let cluster = clusters[place] { return cluster }
    guard let folder = folders[place] else { throw BenchError("There is no such place.") }
    let cluster = try PostgreSQLServer(in: try folder.fresh("pg"), programs: programs)
    clusters[place] = cluster
    return cluster
  }
}
