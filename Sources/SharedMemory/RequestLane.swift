/// One tab's lane of requests: the tab publishes, whoever is leader takes and answers, and the tab
/// reads the answer. Bytes only: what they mean is said elsewhere.
///
/// A lane has `entries` entries; request `n` (from 1, counted by the tab) has entry `n % entries`, and
/// its bytes lie somewhere in the lane's payload words, at a place that the tab chooses. Both belong
/// to request `n` until its tab has read the answer or withdrawn it.
///
/// An entry's first word is its mark: the number (37 bits), a stamp (24 bits) and the phase (3 bits).
///
/// ```
///            publish (tab)          take (leader)          answer (leader)
///   free ────────────────▶ waiting ──────────────▶ taken ─────────────────▶ answered ──▶ free
///                          │  ▲                    │  ▲
///           withdraw (tab) │  └── put back ────────┘  └── take again, by the leader's successor
///                          ▼      (leader)
///                      withdrawn ──▶ free
/// ```
///
/// - Q1: every arrow but the first is a compare-and-swap of the whole mark. So a request is withdrawn
///   or taken, never both, and nobody moves a mark that another number or stamp has.
/// - Q2: the entry's words and the payload are written before the mark says `waiting` (release) and
///   read after it was seen (acquire). A tab that dies in between has published nothing.
/// - Q3: a request is valid if and only if its checksum is right: it covers the number, the tag, and
///   the payload. So is an answer, whose checksum covers the number, the stamp, and its words; its
///   message overwrites the payload, which is needed no more.
/// - Q4: a leader that was stopped while it answered, and continued after a successor has answered,
///   may write into an answer or a payload that is not its own any more. The checksum shows it (its
///   stamp is not the mark's), and the reader asks the database.
/// - Q5: bit `n % entries` of the pending word is set after the mark says `waiting`. Who exchanges the
///   word for 0 sees those marks; a new leader looks at every entry once.
package struct RequestLane: Sendable {
  let words: SharedWords
  package let entries: Int
  private let payloadStart: Int
  /// How many words of payload all its requests may have together.
  package let payloadWords: Int

  /// Words of the lane's head.
  enum Head {
    /// Q5; on a cache line of its own, as the others are.
    static let pending = 0
    /// Moves with every answer.
    static let answered = 8
    /// The tab's: every request below is over as far as it is concerned.
    static let acknowledged = 16
  }

  package static let headWords = 24
  package static let entryWords = 16

  /// Words of an entry.
  enum Entry {
    static let mark = 0
    /// Offset in the payload (16 bits), length in bytes (24 bits), flags (8 bits).
    static let place = 1
    static let checksum = 2
    static let tag = 3  // four words
    /// Attempts (16 bits), when it was first taken (48 bits); written by leaders.
    static let history = 7
    static let answerChecksum = 8
    static let messageLength = 9
    static let answer = 10  // six words
  }

  /// The words that a lane takes up.
  package static func words(entries: Int, payloadWords: Int) -> Int {
    headWords + entries * entryWords + payloadWords
  }

  /// - Parameters:
  ///   - entries: at most 64.
  ///   - payloadWords: less than 65,536.
  package init(_ words: SharedWords, entries: Int, payloadWords: Int) {
    precondition(entries <= 64 && payloadWords < 1 << 16, "an entry's place and bit fit")
    precondition(
      words.count == Self.words(entries: entries, payloadWords: payloadWords), "the lane is whole")
    self.words = words
    self.entries = entries
    self.payloadWords = payloadWords
    payloadStart = Self.headWords + entries * Self.entryWords
  }

  /// How an entry stands.
  package struct Mark: Equatable, Sendable {
    package enum Phase: UInt64, Sendable {
      case free = 0
      case waiting, taken, answered, withdrawn
    }

    package var number: UInt64
    package var stamp: UInt64
    package var phase: Phase

    /// Numbers end here: at a million a second, in 4 years without a pause.
    package static let highestNumber: UInt64 = 1 << 37 - 1

    init(_ number: UInt64, stamp: UInt64 = 0, _ phase: Phase) {
      (self.number, self.stamp, self.phase) = (number, stamp & (1 << 24 - 1), phase)
    }

    /// A phase that does not exist is noise, and free.
    init(word: UInt64) {
      number = word >> 27
      stamp = word >> 3 & (1 << 24 - 1)
      phase = Phase(rawValue: word & 7) ?? .free
    }

    var word: UInt64 { number << 27 | stamp << 3 | phase.rawValue }
  }

  /// What says whose request it is and how it is to be treated; opaque here.
  package struct Tag: Equatable, Sendable {
    package var high: UInt64
    package var low: UInt64
    package var number: UInt64
    package var origin: UInt64
    package var flags: UInt8

    package init(high: UInt64, low: UInt64, number: UInt64, origin: UInt64, flags: UInt8) {
      (self.high, self.low, self.number) = (high, low, number)
      (self.origin, self.flags) = (origin, flags)
    }
  }

  /// A request as its leader reads it.
  package struct Request: Sendable {
    package var tag: Tag
    package var bytes: [UInt8]
    package var digest: UInt64
    /// How many leaders ended while they carried it out.
    package var attempts: UInt64
    /// When a leader took it for the first time; nil when none has. Not covered by the checksum.
    package var firstTaken: UInt64?
  }

  /// An answer: six words and a text; opaque here.
  package struct Answer: Sendable {
    package var fields: InlineArray<6, UInt64>
    package var message: [UInt8]

    package init(fields: InlineArray<6, UInt64>, message: [UInt8] = []) {
      self.fields = fields
      self.message = message
    }
  }

  // MARK: Places

  func entry(_ number: UInt64) -> Int {
    Self.headWords + Int(number % UInt64(entries)) * Self.entryWords
  }

  /// The words of payload that a request of so many bytes takes up: room for the answer's message,
  /// too.
  package static func room(forBytes count: Int) -> Int { max(32, (count + 7) / 8) }

  func payloadWord(_ index: Int) -> Int { payloadStart + index % payloadWords }

  /// How entry `index` stands.
  package func mark(at index: Int) -> Mark {
    // Q2: pairs with the store in `publish`.
    Mark(word: words.loadAcquiring(Self.headWords + index * Self.entryWords))
  }

  /// How request `number`'s entry stands; it may be another's.
  package func mark(of number: UInt64) -> Mark { mark(at: Int(number % UInt64(entries))) }

  // MARK: The tab's side; one thread at a time

  /// Makes a request visible. The entry must be free, and so must ``room(forBytes:)`` words of payload
  /// from `offset`.
  ///
  /// - Returns: the digest of `bytes`.
  @discardableResult
  package func publish(
    _ number: UInt64, _ bytes: [UInt8], at offset: Int, tag: Tag
  ) -> UInt64 {
    precondition(Self.room(forBytes: bytes.count) <= payloadWords, "a request fits its lane")
    let entry = entry(number)
    // Whatever mark somebody scribbled there, no leader takes it from here on; and one that took it
    // before and finds the request whole notes so behind this 0, not before it.
    words.store(0, at: entry + Entry.mark)
    words.store(0, at: entry + Entry.history)
    var digest = LaneDigest(bytes.count)
    for index in 0..<(bytes.count + 7) / 8 {
      let word = bytes.word(index)
      digest.mix(word)
      words.store(word, at: payloadWord(offset + index))
    }
    let place = UInt64(offset) | UInt64(bytes.count) << 16 | UInt64(tag.flags) << 40
    words.store(place, at: entry + Entry.place)
    words.storeReleasing(
      Self.checksum(digest.value, tag, number: number, place: place), at: entry + Entry.checksum)
    KillPoint.reached(.halfLaneRecord)
    words.store(tag.high, at: entry + Entry.tag)
    words.store(tag.low, at: entry + Entry.tag + 1)
    words.store(tag.number, at: entry + Entry.tag + 2)
    words.store(tag.origin, at: entry + Entry.tag + 3)
    // Q2: publishes the words above.
    words.storeReleasing(Mark(number, .waiting).word, at: entry + Entry.mark)
    KillPoint.reached(.laneRecordUnannounced)
    // Q5: after the mark.
    words.formUnion(1 << (number % UInt64(entries)), at: Head.pending)
    return digest.value
  }

  /// Takes a request back; false when a leader has it, or has answered (Q1).
  package func withdraw(_ number: UInt64) -> Bool {
    words.compareExchange(
      Mark(number, .waiting).word, Mark(number, .withdrawn).word, at: entry(number))
  }

  /// Whether a leader ever took the request: then it may have been carried out, though its entry says
  /// that it waits.
  package func wasTaken(_ number: UInt64) -> Bool {
    words.load(entry(number) + Entry.history) >> 16 != 0
  }

  /// What a tab finds when it looks for its answer.
  package enum Reading: Sendable {
    case none
    case answer(Answer)
    /// There is one, and it cannot be read (Q4).
    case damaged
    /// The entry's mark is not what this tab or a leader made of it: somebody scribbled on it. The
    /// leader may have the request, or not.
    case lost
  }

  /// The answer to request `number`.
  package func answer(to number: UInt64) -> Reading {
    let entry = entry(number)
    let mark = Mark(word: words.loadAcquiring(entry))
    guard mark.number == number else { return .lost }
    switch mark.phase {
    case .waiting, .taken: return .none
    case .free, .withdrawn: return .lost
    case .answered: break
    }
    let length = words.load(entry + Entry.messageLength)
    let place = words.load(entry + Entry.place)
    guard length <= UInt64(Self.messageLimit) else { return .damaged }
    var answer = Answer(fields: InlineArray(repeating: 0))
    for index in 0..<6 { answer.fields[index] = words.load(entry + Entry.answer + index) }
    answer.message = bytes(Int(length), at: Int(place & 0xFFFF))
    let checksum = Self.checksum(answer, number: number, stamp: mark.stamp)
    guard words.load(entry + Entry.answerChecksum) == checksum else { return .damaged }
    return .answer(answer)
  }

  /// Moves with every answer; a hint.
  package var answers: UInt64 { words.loadAcquiring(Head.answered) }

  /// Every request below is over as far as its tab is concerned.
  package var acknowledged: UInt64 {
    get { words.load(Head.acknowledged) }
    nonmutating set { words.store(newValue, at: Head.acknowledged) }
  }

  /// Whether a request of an earlier occupant is still to be answered.
  package var isOccupied: Bool {
    (0..<entries).contains { [.waiting, .taken].contains(mark(at: $0).phase) }
  }

  /// How many requests wait or are taken.
  package var depth: Int {
    (0..<entries).count { [.waiting, .taken].contains(mark(at: $0).phase) }
  }

  /// Forgets all that was.
  package func clear() {
    for index in 0..<entries {
      words.store(0, at: Self.headWords + index * Self.entryWords + Entry.mark)
    }
    words.store(0, at: Head.pending)
  }

  /// Where entry `index` says that its payload begins.
  package func offset(at index: Int) -> Int {
    Int(words.load(Self.headWords + index * Self.entryWords + Entry.place) & 0xFFFF)
  }

  /// How many bytes entry `index` says that its request has.
  package func length(at index: Int) -> Int {
    Int(words.load(Self.headWords + index * Self.entryWords + Entry.place) >> 16 & 0xFF_FFFF)
  }

  // MARK: Bytes

  /// Tells a request's content from another's.
  package static func digest(of bytes: [UInt8]) -> UInt64 { LaneDigest(of: bytes).value }

  func bytes(_ count: Int, at offset: Int) -> [UInt8] {
    // SAFETY: each word is copied up to `count`, all of which is thereby initialised.
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<(count + 7) / 8 {
        let word = words.load(payloadWord(offset + index))
        let start = index * 8
        if start + 8 <= count {
          unsafe UnsafeMutableRawBufferPointer(buffer).storeBytes(
            of: word, toByteOffset: start, as: UInt64.self)
        } else {
          for byte in start..<count {
            unsafe buffer[byte] = UInt8(truncatingIfNeeded: word >> UInt64((byte - start) * 8))
          }
        }
      }
      initialized = count
    }
  }

  static func checksum(
    _ digest: UInt64, _ tag: Tag, number: UInt64, place: UInt64
  ) -> UInt64 {
    var hash = LaneDigest(0)
    hash.mix(digest)
    hash.mix(tag.high)
    hash.mix(tag.low)
    hash.mix(tag.number)
    hash.mix(tag.origin)
    hash.mix(number)
    hash.mix(place)
    return hash.value
  }

  static func checksum(_ answer: Answer, number: UInt64, stamp: UInt64) -> UInt64 {
    var hash = LaneDigest(answer.message.count)
    hash.mix(Mark(number, stamp: stamp, .answered).word)
    for index in 0..<6 { hash.mix(answer.fields[index]) }
    for index in 0..<(answer.message.count + 7) / 8 { hash.mix(answer.message.word(index)) }
    return hash.value
  }
}
