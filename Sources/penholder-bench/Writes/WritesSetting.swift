/// How the writes suite measures: the same for every candidate.
struct WritesSetting: Sendable {
  var tabs: [Int]
  var inFlight: [Int]
  /// In memory nothing waits for a disk: there, FULL stands for both.
  var durabilities: [WritesCase.Durability]
  var places: [WritesCase.Place]
  var rounds: Int
  var warmth: UInt64
  var length: UInt64

  static func full() -> WritesSetting {
    WritesSetting(
      tabs: [1, 2, 4, 8, 16], inFlight: [1, 16], durabilities: [.full, .normal],
      places: [.disk, .memory], rounds: 3, warmth: .milliseconds(200), length: .milliseconds(800))
  }

  /// For a minute.
  static func quick() -> WritesSetting {
    WritesSetting(
      tabs: [1, 8], inFlight: [1, 16], durabilities: [.full, .normal], places: [.disk], rounds: 1,
      warmth: .milliseconds(100), length: .milliseconds(400))
  }

  var cases: [WritesCase] {
    var cases: [WritesCase] = []
    for place in places {
      for durability in place == .memory ? [.full] : durabilities {
        for inFlight in inFlight {
          for tabs in tabs {
            cases.append(
              WritesCase(tabs: tabs, inFlight: inFlight, durability: durability, place: place))
          }
        }
      }
    }
    return cases
  }
}
