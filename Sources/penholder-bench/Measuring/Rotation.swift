extension Array {
  /// The same ones, beginning with another one in each round: who comes first changes, for nobody's good.
  func rotated(for round: Int) -> [Element] {
    indices.map { self[($0 + round) % count] }
  }
}
