/// A process stands by.
struct Ready: Codable { var ready = true }

extension Worker {
  /// Waits until it stands by.
  func waitUntilReady() throws { _ = try hear(Ready.self) }
}
