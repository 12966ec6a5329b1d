// The leader's side of a lane.

extension RequestLane {
  /// The entries with news since the last call, a bit each (Q5).
  package func takePending() -> UInt64 {
    // Looked at first: most lanes have nothing, and an exchange takes the cache line.
    words.load(Head.pending) == 0 ? 0 : words.exchange(0, at: Head.pending)
  }

  /// Whether ``takePending()`` would find something.
  package var hasPending: Bool { words.load(Head.pending) != 0 }

  /// Takes a request that waits, or that a predecessor took; false when it stands otherwise now (Q1).
  package func take(_ mark: Mark, stamp: UInt64) -> Bool {
    let entry = entry(mark.number)
    return words.compareExchange(
      mark.word, Mark(mark.number, stamp: stamp, .taken).word, at: entry)
  }

  /// Frees an entry whose mark has a number that belongs elsewhere: noise.
  package func dismiss(_ mark: Mark, at index: Int) {
    _ = words.compareExchange(mark.word, 0, at: Self.headWords + index * Self.entryWords)
  }

  /// Whether entry `index` is where a mark's number belongs.
  package func fits(_ mark: Mark, at index: Int) -> Bool {
    mark.number % UInt64(entries) == UInt64(index)
  }

  /// Notes when a request was taken, unless it was taken before.
  ///
  /// - Parameter moment: a number of the caller's, from 1 and below 2^48; see ``Request/firstTaken``.
  package func noteTaken(_ number: UInt64, at moment: UInt64) {
    let history = entry(number) + Entry.history
    let word = words.load(history)
    if word >> 16 == 0 { words.store(word | moment << 16, at: history) }
  }

  /// A leader begins to carry a request out, or has ended it: whoever dies in between leaves the
  /// attempt counted.
  package func count(attempt isUnderWay: Bool, of number: UInt64) {
    words.add(isUnderWay ? 1 : ~0, at: entry(number) + Entry.history)
  }

  /// Puts a request back that could not be carried out now.
  package func putBack(_ number: UInt64, stamp: UInt64) {
    _ = words.compareExchange(
      Mark(number, stamp: stamp, .taken).word, Mark(number, .waiting).word, at: entry(number))
  }

  /// What entry `index` says whose request it is; not checked.
  package func tag(at index: Int) -> Tag {
    let entry = Self.headWords + index * Self.entryWords
    return tag(entry, place: words.load(entry + Entry.place))
  }

  private func tag(_ entry: Int, place: UInt64) -> Tag {
    Tag(
      high: words.load(entry + Entry.tag), low: words.load(entry + Entry.tag + 1),
      number: words.load(entry + Entry.tag + 2), origin: words.load(entry + Entry.tag + 3),
      flags: UInt8(truncatingIfNeeded: place >> 40))
  }

  /// Copies a request that has been taken; nil when it is not what a tab wrote (Q3).
  package func request(_ number: UInt64) -> Request? {
    let entry = entry(number)
    let place = words.load(entry + Entry.place)
    let count = Int(place >> 16 & 0xFF_FFFF)
    guard Self.room(forBytes: count) <= payloadWords else { return nil }
    let tag = tag(entry, place: place)
    let bytes = bytes(count, at: Int(place & 0xFFFF))
    let digest = LaneDigest(of: bytes).value
    guard
      words.loadAcquiring(entry + Entry.checksum)
        == Self.checksum(digest, tag, number: number, place: place)
    else { return nil }
    let history = words.load(entry + Entry.history)
    return Request(
      tag: tag, bytes: bytes, digest: digest, attempts: history & 0xFFFF,
      firstTaken: history >> 16 == 0 ? nil : history >> 16)
  }

  /// Messages are cut to this, in bytes.
  package static let messageLimit = 256

  /// Answers a request that this leader has taken. Wakes nobody.
  package func answer(_ number: UInt64, stamp: UInt64, _ answer: Answer) {
    // Who is leader no more, or whose tab's lane was cleared, had better not write at all.
    guard words.load(entry(number)) == Mark(number, stamp: stamp, .taken).word else { return }
    write(answer, to: number, stamp: stamp)
  }

  /// As ``answer(_:stamp:_:)`` for a leader that was stopped behind its look (Q4).
  func write(_ answer: Answer, to number: UInt64, stamp: UInt64) {
    let entry = entry(number)
    let offset = Int(words.load(entry + Entry.place) & 0xFFFF)
    var answer = answer
    if answer.message.count > Self.messageLimit {
      answer.message.removeLast(answer.message.count - Self.messageLimit)
    }
    for index in 0..<(answer.message.count + 7) / 8 {
      words.store(answer.message.word(index), at: payloadWord(offset + index))
    }
    words.store(UInt64(answer.message.count), at: entry + Entry.messageLength)
    KillPoint.reached(.halfAnswer)
    for index in 0..<6 { words.store(answer.fields[index], at: entry + Entry.answer + index) }
    words.store(
      Self.checksum(answer, number: number, stamp: stamp), at: entry + Entry.answerChecksum)
    // Publishes the answer; pairs with the load in `answer(to:)`. Fails for who is leader no more (Q1).
    let taken = Mark(number, stamp: stamp, .taken).word
    if words.compareExchange(taken, Mark(number, stamp: stamp, .answered).word, at: entry) {
      // Who sees the count sees the mark.
      words.addReleasing(1, at: Head.answered)
    }
  }
}
