import Foundation
import GRDB

@testable import Penholder

/// The SQL function `brake()`, which holds whoever calls it until it is released: with it a leader has
/// a request and does not answer.
final class Brake: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  /// Ends when the function has been called for the first time.
  let called: AsyncStream<Void>
  private let call: AsyncStream<Void>.Continuation

  init() { (called, call) = AsyncStream.makeStream() }

  /// For every connection of a tab.
  var configuration: MultiTabDatabase.Configuration {
    var configuration = MultiTabDatabase.Configuration()
    configuration.prepareDatabase = { db in
      let function = DatabaseFunction("brake", argumentCount: 0) { [self] _ in
        call.finish()
        semaphore.wait()
        // Once released, for ever.
        semaphore.signal()
        return 1
      }
      db.add(function: function)
    }
    return configuration
  }

  func release() { semaphore.signal() }

  /// A note that is added when the brake is released.
  static func note(_ text: String, key: String? = nil) -> WriteRequest {
    WriteRequest(
      "INSERT INTO note (text) SELECT ? WHERE brake()", arguments: [text], key: key)
  }
}

extension QueueWorld {
  /// As ``tell(schema:_:_:)``, with a brake.
  static func tellBraked(_ story: (QueueWorld, Brake) async throws -> Void) async throws {
    let brake = Brake()
    try await tell(brake.configuration) { world in
      // However it ends, nobody stays behind.
      defer { brake.release() }
      try await story(world, brake)
    }
  }
}
