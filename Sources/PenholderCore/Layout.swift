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
/// | L5 | a file whose head is not exactly as below, or that belongs to another database, is replaced; only its leader puts a head right, and none that begins with 0 |
///
/// All words are 64 bits, in the order of the host; offsets are in words unless they say bytes.
package enum Layout {
  /// "PENHOLD" and the byte 1, as a little-endian word.
  package static let magic: UInt64 = 0x0144_4C4F_484E_4550
  /// Raised by every change of this file's meaning.
  package static let version: UInt64 = 3

  /// How many tabs one database can have at a time; at the bound, opening throws `tooManyTabs`.
  package static let maximumTabs = 128

  // MARK: Sections, in words from the beginning of the file

  package static let headerWords = 512
  package static let slotWords = 16
  package static let ringCapacity = 1024
  package static let ringSlotWords = 64
  /// See ``Metrics``.
  package static let metricsWords = 808
  /// How many requests of one tab can be under way at a time; more wait in the tab.
  package static let laneEntries = 64
  /// How much they can hold together: 32 KiB, which is also the largest request.
  package static let lanePayloadWords = 4096
  package static let laneWords = 24 + laneEntries * 16 + lanePayloadWords

  package static let slotsStart = headerWords
  package static let ringStart = slotsStart + maximumTabs * slotWords
  package static let metricsStart = ringStart + ringCapacity * ringSlotWords
  package static let lanesStart = metricsStart + maximumTabs * metricsWords
  package static let totalWords = lanesStart + maximumTabs * laneWords
  /// The size of the whole file, in bytes.
  package static let fileSize = totalWords * 8

  // MARK: The header

  /// Words of the header; those of one group share a cache line, groups do not.
  package enum Header {
    // Written once, before the file has a name.
    package static let magic = 0
    package static let version = 1
    package static let fileSize = 2
    /// A random 128-bit number that tells this file from every other.
    package static let nonceHigh = 3
    package static let nonceLow = 4
    /// The database file this belongs to.
    package static let databaseDevice = 5
    package static let databaseInode = 6
    /// The boot of the machine in which the file was made: after a power failure the pages on disk
    /// are of different ages, and a request may seem to wait that was answered long ago.
    package static let bootHigh = 7
    package static let bootLow = 8
    /// The file's own inode: a copy of it, of whatever age, is another file. What waits in the lanes of
    /// an older copy may have been carried out long ago.
    package static let ownInode = 9
    /// All of these.
    package static let identityWords = ownInode + 1

    // Written by the leader.
    /// See ``Reign``.
    package static let reign = 16
    /// Advances while the leader is alive and not stopped.
    package static let heartbeat = 17
    /// Who should stand first after a hand-over: tab number, or 0.
    package static let successor = 18
    /// The newest commit's sequence number, at least.
    package static let commit = 19
    /// The pid of whoever keeps a candidate from claiming, or 0; written by the candidate.
    package static let blockedBy = 20
    /// How often the leader advances the heartbeat, in nanoseconds.
    package static let beat = 21

    // Written by anybody, atomically.
    /// Counts joins; gives every tab its place in the succession.
    package static let joins = 24
    /// Counts requests for leadership, so that the leader looks at the slots only after one.
    package static let requests = 25
    /// The newest request that a leader has granted.
    package static let granted = 26

    /// The bell (the low 32 bits), on a cache line of its own.
    package static let bell = 32
    /// The ring's claim counter, on a cache line of its own.
    package static let ringClaim = 40

    /// The leader's bell (the low 32 bits): rung for requests. With the two words that say whose.
    package static let laneBell = 48
    /// Lanes with requests that the leader has not seen, a bit for each tab; two words.
    package static let laneNews = 49
    /// Lanes that were ever used, a bit for each tab, on a cache line of their own; two words. The
    /// others are all zero and need not be looked at.
    package static let lanesUsed = 56
  }

  // MARK: A tab's slot

  /// Words of a tab's slot. Tab number `n` (from 1) has slot `n - 1`.
  package enum Slot {
    /// See ``SlotState``. 0 is free.
    package static let state = 0
    /// The place in the order of joining, from 1.
    package static let joined = 1
    package static let pid = 2
    /// The inode of the pid namespace in which `pid` means something.
    package static let pidNamespace = 3
    /// The tab instance: a random 128-bit number, never reused.
    package static let instanceHigh = 4
    package static let instanceLow = 5
    /// CLOCK_MONOTONIC nanoseconds of joining.
    package static let joinedAt = 6
    /// The number of this tab's request for leadership (see ``Header/requests``), 0 for none.
    package static let asking = 7
    /// SQLite's extended result code with which this tab's last try to become the leader failed; 0 for
    /// none.
    package static let claimFailure = 8
  }

  // MARK: Lock bytes, far behind the end of the file

  /// Serialises the replacement of a file that was refused.
  package static let registryByte: Int64 = 1 << 40
  /// Held by tab `number` while it lives (L1).
  package static func tabByte(_ number: Int) -> Int64 { 1 << 41 + Int64(number) }
  /// Held by the leader of `term`, or by who is about to claim it (L2).
  package static func termByte(_ term: UInt64) -> Int64 {
    1 << 60 + Int64(term & Reign.maximumTerm)
  }

  /// Where the words of a tab's slot begin.
  package static func slot(_ number: Int) -> Int { slotsStart + (number - 1) * slotWords }
  /// Where the words of a tab's lane begin.
  package static func lane(_ number: Int) -> Int { lanesStart + (number - 1) * laneWords }
  /// Where the words of a tab's metrics begin.
  package static func metrics(_ number: Int) -> Int { metricsStart + (number - 1) * metricsWords }
}

/// Who leads, in one word, so that it is read and written whole: the term in the high 48 bits, the
/// leader's tab number in the low 16 (0: nobody).
package struct Reign: Hashable, Sendable {
  package var term: UInt64
  package var leader: Int?

  /// Terms stop here: at a thousand a second, in nine thousand years.
  package static let maximumTerm: UInt64 = 1 << 48 - 1

  package init(term: UInt64, leader: Int?) {
    self.term = term
    self.leader = leader
  }

  /// Reads a word of the file; a tab number that cannot be is nobody.
  package init(word: UInt64) {
    term = word >> 16
    let number = Int(word & 0xFFFF)
    leader = (1...Layout.maximumTabs).contains(number) ? number : nil
  }

  package var word: UInt64 { (term & Self.maximumTerm) << 16 | UInt64(leader ?? 0) }
}

/// What a tab says of itself in its slot.
package struct SlotState: OptionSet, Hashable, Sendable {
  package let rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The slot's words are whole.
  package static let occupied = SlotState(rawValue: 1)
  /// The tab stands for election.
  package static let candidate = SlotState(rawValue: 2)
  /// The tab never stands for election.
  package static let observer = SlotState(rawValue: 4)
}

/// A tab's identity for ever: random, so that it survives the reuse of its number and of its pid.
package struct TabInstance: Hashable, Sendable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// 32 hexadecimal digits.
  package var description: String {
    func hex(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return hex(high) + hex(low)
  }
}
