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
    guard words.compareExchange(mark.word, Mark(mark.number, stamp: stamp, .taken).word, at: entry)
    else { return false }
    if mark.phase == .taken { words.add(1, at: entry + Entry.attempts) }
    return true
  }

  /// In the word of attempts: see ``Request/wasPutBack``.
  private static let putBackBit: UInt64 = 1 << 32

  /// Puts a request back that could not be carried out now.
  package func putBack(_ number: UInt64, stamp: UInt64) {
    words.formUnion(Self.putBackBit, at: entry(number) + Entry.attempts)
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
      words.load(entry + Entry.checksum)
        == Self.checksum(digest, tag, number: number, place: place)
    else { return nil }
    let attempts = words.load(entry + Entry.attempts)
    return Request(
      tag: tag, bytes: bytes, digest: digest, attempts: attempts & (Self.putBackBit - 1),
      wasPutBack: attempts & Self.putBackBit != 0)
  }

  /// Messages are cut to this, in bytes.
  package static let messageLimit = 256

  /// Answers a request that this leader has taken. Wakes nobody.
  package func answer(_ number: UInt64, stamp: UInt64, _ answer: Answer) {
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
    for index in 0..<6 { words.store(answer.fields[index], at: entry + Entry.answer + index) }
    words.store(Self.checksum(answer, number: number), at: entry + Entry.answerChecksum)
    // Publishes the answer; pairs with the load in `answer(to:)`. Fails for who is leader no more (Q1).
    let taken = Mark(number, stamp: stamp, .taken).word
    if words.compareExchange(taken, Mark(number, stamp: stamp, .answered).word, at: entry) {
      words.add(1, at: Head.answered)
    }
  }
}
