import Penholder

/// Opens a database from a thread that may block.
///
/// - Parameters:
///   - leads: whether to wait until it leads.
///   - settle: what is to be other than usual.
func openTab(
  _ path: String, leads: Bool = false,
  _ settle: (inout MultiTabDatabase.Configuration) -> Void = { _ in }
) throws -> MultiTabDatabase {
  var configuration = MultiTabDatabase.Configuration()
  settle(&configuration)
  let settings = configuration
  return try blocking {
    let database = try await MultiTabDatabase.open(at: path, configuration: settings)
    if leads { try await database.waitForLeadership(timeout: .seconds(20)) }
    return database
  }
}
