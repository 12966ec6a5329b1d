/// The tabs of the group and what they have counted, as one look found them: what the pages show.
public struct Survey: Hashable, Sendable {
  /// A tab.
  public struct Tab: Hashable, Sendable {
    /// Its number and process.
    public let name: TabName
    /// What it is, in a word: `leader`, `follower`, `observer`, `paused`.
    public let role: String
    /// Whether it could lead.
    public let mayLead: Bool
    /// How long it had been there, in whole seconds.
    public let age: Int
    /// How many of its changes waited for the leader.
    public let queue: Int
    /// Whether it asked for leadership.
    public let isAsking: Bool

    /// What was found of a tab.
    public init(
      name: TabName, role: String, mayLead: Bool, age: Int, queue: Int, isAsking: Bool = false
    ) {
      self.name = name
      self.role = role
      self.mayLead = mayLead
      self.age = age
      self.queue = queue
      self.isAsking = isAsking
    }
  }

  /// The tabs, in order of their numbers.
  public let tabs: [Tab]
  /// How long the leader would still be believed if it fell silent; nil when that is
  /// not known.
  public let leaseMilliseconds: Int?
  /// What was counted.
  public let metrics: [Metric]
  /// What was found.
  public init(tabs: [Tab], leaseMilliseconds: Int?, metrics: [Metric]) {
    self.tabs = tabs
    self.leaseMilliseconds = leaseMilliseconds
    self.metrics = metrics
  }
}

/// A number of the metrics page, for this tab and for all together.
public struct Metric: Hashable, Sendable {
  /// What was measured; nil is "no sample", and is shown so, never as 0.
  public enum Value: Hashable, Sendable {
    case count(UInt64)
    case nanoseconds(UInt64?)
    /// With one digit after the point.
    case rate(Double?)
  }

  /// What it is called, shortly.
  public let name: String
  /// What it means, in a few words.
  public let words: String
  /// Of this tab.
  public let tab: Value
  /// Of all tabs together.
  public let group: Value

  /// A number called `name`.
  public init(_ name: String, _ words: String, tab: Value, group: Value) {
    self.name = name
    self.words = words
    self.tab = tab
    self.group = group
  }
}

/// Random marks for todos without an id: SplitMix64 (Steele, Lea and Flood, 2014). The seed is a
/// parameter, as time is.
struct MarkSource: Hashable, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A positive number.
  mutating func next() -> Int64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mark = state
    mark = (mark ^ (mark >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mark = (mark ^ (mark >> 27)) &* 0x94d0_49bb_1331_11eb
    mark ^= mark >> 31
    return max(1, Int64(mark >> 1))
  }
}
