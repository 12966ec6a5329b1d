/// The coordination file, in code: what stands where, who may write it, and the named rules.
///
/// Nothing in the file is believed: the kernel's locks say who lives and who leads, and the database
/// says which term it is and which commit was the last. The file only makes it quick.
///
/// | rule | |
/// |---|---|
/// | L1 | a tab lives if and only if its slot's byte is locked |
/// | L2 | to lead term T is to hold the lock on term byte T *and* to stand in the database's state row as its leader |
/// | L3 | a slot's words are written by the tab that holds its byte, by nobody else; a cleaner takes the byte first |
/// | L4 | the reign's term only grows, except when the leader of the database's term repairs noise |
/// | L5 | a file whose head is not exactly as below, or that belongs to another database, is replaced, never mended |
///
/// All words are 64 bits, in the order of the host; offsets are in words unless they say bytes.
public enum Layout {
  /// "PENHOLD" and the byte 1, as a little-endian word.
  public static let magic: UInt64 = 0x0144_4C4F_484E_4550
  /// Raised by every change of this file's meaning.
  public static let version: UInt64 = 1

  /// How many tabs one database can have at a time; at the bound, opening throws `tooManyTabs`.
  public static let maximumTabs = 128

  // MARK: Sections, in words from the beginning of the file

  public static let headerWords = 512
  public static let slotWords = 16
  public static let ringCapacity = 1024
  public static let ringSlotWords = 64
  public static let metricsWords = 512

  public static let slotsStart = headerWords
  public static let ringStart = slotsStart + maximumTabs * slotWords
  public static let metricsStart = ringStart + ringCapacity * ringSlotWords
  public static let totalWords = metricsStart + maximumTabs * metricsWords
  /// The size of the whole file, in bytes.
  public static let fileSize = totalWords * 8

  // MARK: The header

  /// Words of the header; those of one group share a cache line, groups do not.
  public enum Header {
    // Written once, before the file has a name.
    public static let magic = 0
    public static let version = 1
    public static let fileSize = 2
    /// A random 128-bit number that tells this file from every other.
    public static let nonceHigh = 3
    public static let nonceLow = 4
    /// The database file this belongs to.
    public static let databaseDevice = 5
    public static let databaseInode = 6

    // Written by the leader.
    /// See ``Reign``.
    public static let reign = 16
    /// Advances while the leader is alive and not stopped.
    public static let heartbeat = 17
    /// Who should stand first after a hand-over: tab number, or 0.
    public static let successor = 18
    /// The newest commit's sequence number, at least.
    public static let commit = 19
    /// The pid of whoever keeps a candidate from claiming, or 0; written by the candidate.
    public static let blockedBy = 20

    // Written by anybody, atomically.
    /// Counts joins; gives every tab its place in the succession.
    public static let joins = 24
    /// Counts requests for leadership, so that the leader looks at the slots only after one.
    public static let requests = 25

    /// The bell (the low 32 bits), on a cache line of its own.
    public static let bell = 32
    /// The ring's claim counter, on a cache line of its own.
    public static let ringClaim = 40
  }

  // MARK: A tab's slot

  /// Words of a tab's slot. Tab number `n` (from 1) has slot `n - 1`.
  public enum Slot {
    /// See ``SlotState``. 0 is free.
    public static let state = 0
    /// The place in the order of joining, from 1.
    public static let joined = 1
    public static let pid = 2
    /// The inode of the pid namespace in which `pid` means something.
    public static let pidNamespace = 3
    /// The tab instance: a random 128-bit number, never reused.
    public static let instanceHigh = 4
    public static let instanceLow = 5
    /// CLOCK_MONOTONIC nanoseconds of joining.
    public static let joinedAt = 6
    /// 1 while this tab asks the leader to hand over, else 0.
    public static let asking = 7
  }

  // MARK: A tab's metrics

  /// Words of a tab's metrics: counters, then histograms of ``LatencyScale/buckets`` words each.
  public enum Metrics {
    public static let leadershipChanges = 0
    public static let elections = 1
    public static let commits = 2
    public static let writeConflicts = 3
    public static let fenceRejections = 4
    public static let followerRefreshes = 5
    public static let gaps = 6
    public static let eventsMissed = 7
    public static let eventsReceived = 8
    public static let eventsPublished = 9
    public static let foreignCommits = 10
    public static let overrides = 11
    public static let checkpoints = 12
    public static let rejoins = 13
    /// CLOCK_MONOTONIC nanoseconds since which these count.
    public static let since = 14

    public static let notificationLatency = 64
    public static let commitLatency = notificationLatency + 224
  }

  // MARK: Lock bytes, far behind the end of the file

  /// Serialises the replacement of a file that was refused.
  public static let registryByte: Int64 = 1 << 40
  /// Held by tab `number` while it lives (L1).
  public static func tabByte(_ number: Int) -> Int64 { 1 << 41 + Int64(number) }
  /// Held by the leader of `term`, or by who is about to claim it (L2).
  public static func termByte(_ term: UInt64) -> Int64 {
    1 << 60 + Int64(term & Reign.maximumTerm)
  }

  /// Where the words of a tab's slot begin.
  public static func slot(_ number: Int) -> Int { slotsStart + (number - 1) * slotWords }
  /// Where the words of a tab's metrics begin.
  public static func metrics(_ number: Int) -> Int { metricsStart + (number - 1) * metricsWords }
}

/// Who leads, in one word, so that it is read and written whole: the term in the high 48 bits, the
/// leader's tab number in the low 16 (0: nobody).
public struct Reign: Hashable, Sendable {
  public var term: UInt64
  public var leader: Int?

  /// Terms stop here: at a thousand a second, in nine thousand years.
  public static let maximumTerm: UInt64 = 1 << 48 - 1

  public init(term: UInt64, leader: Int?) {
    self.term = term
    self.leader = leader
  }

  /// Reads a word of the file; a tab number that cannot be is nobody.
  public init(word: UInt64) {
    term = word >> 16
    let number = Int(word & 0xFFFF)
    leader = (1...Layout.maximumTabs).contains(number) ? number : nil
  }

  public var word: UInt64 { (term & Self.maximumTerm) << 16 | UInt64(leader ?? 0) }
}

/// What a tab says of itself in its slot.
public struct SlotState: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The slot's words are whole.
  public static let occupied = SlotState(rawValue: 1)
  /// The tab stands for election.
  public static let candidate = SlotState(rawValue: 2)
  /// The tab never stands for election.
  public static let observer = SlotState(rawValue: 4)
}

/// A tab's identity for ever: random, so that it survives the reuse of its number and of its pid.
public struct TabInstance: Hashable, Sendable, CustomStringConvertible {
  public let high: UInt64
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// 32 hexadecimal digits.
  public var description: String {
    func hex(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return hex(high) + hex(low)
  }
}
