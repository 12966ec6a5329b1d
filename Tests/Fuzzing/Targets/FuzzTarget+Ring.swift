import PenholderCore
import SharedMemory

extension FuzzTarget {
  /// A ring on which somebody scribbles between what writers and a reader do. What is promised: no
  /// call is endless, a reader is never told anything that nobody published, and once the scribbling
  /// has stopped the ring works again.
  static func ring(_ bytes: [UInt8]) throws {
    var input = FuzzInput(bytes)
    let (capacity, slotWords) = (8, 8)
    let words = try SharedWords.zeros(capacity * slotWords + 8)
    let slots = words.slice(0, count: capacity * slotWords)
    let claim = words.slice(capacity * slotWords, count: 1)
    let ring = BroadcastRing(slots: slots, claim: claim, capacity: capacity, slotWords: slotWords)
    if input.byte() & 1 == 1 { claim.store(input.noise(), at: 0) }
    var reader = RingReader(ring, patience: 5)
    var (payload, now): ([UInt64], UInt64) = ([], 0)
    while !input.isEmpty {
      switch input.byte() % 4 {
      case 0: claim.store(input.noise(), at: 0)
      case 1: slots.store(input.noise(), at: input.number(below: slots.count))
      case 2: _ = ring.publish(input.words(Int(input.byte()) % (ring.payloadLimit + 1)))
      default:
        now += 3
        if case .missed(let count) = reader.read(into: &payload, now: now) {
          try promise(count > 0, "a gap of nothing")
        }
      }
    }
    // As the library publishes: again when it was lapped, at most once round the ring.
    func publish(_ payload: [UInt64]) throws {
      for _ in 0...capacity where ring.publish(payload) != nil { return }
      throw Broken(description: "a ring that nobody scribbles on takes no record")
    }
    try publish([1])
    try drain(&reader, ring, now: now)
    var isSetBack = false
    for record: UInt64 in 2...20 {
      try publish([record, ~record])
      let outcome = reader.read(into: &payload, now: now)
      // A counter that the noise left just below its bound goes over it once.
      if case .missed = outcome, !isSetBack {
        isSetBack = true
        continue
      }
      try promise(
        payload == [record, ~record] && outcome == .record(number: ring.newest),
        "record \(record) is read as \(outcome), \(payload)")
      try promise(reader.read(into: &payload, now: now) == .empty, "a record is read twice")
    }
  }

  /// Reads until there is nothing more.
  private static func drain(
    _ reader: inout RingReader, _ ring: BroadcastRing, now: UInt64
  ) throws {
    var payload: [UInt64] = []
    for round: UInt64 in 0..<64 {
      if reader.read(into: &payload, now: now + 10 * round) == .empty { return }
    }
    throw Broken(description: "the reader never comes to an end")
  }

  /// The payload of a record.
  static func event(_ bytes: [UInt8]) throws {
    var input = FuzzInput(bytes)
    let words = input.words(min(61, (bytes.count + 7) / 8))
    guard let event = EventRecord.decode(words, sequence: 7) else { return }
    for limit in [5, 16, 61] {
      let again = EventRecord.encode(event, limit: limit)
      try promise(again.count <= limit, "an event of \(again.count) words where \(limit) fit")
      guard let read = EventRecord.decode(again, sequence: 7) else {
        throw Broken(description: "what is written for \(event) cannot be read")
      }
      try promise(read.kind == event.kind && read.commit == event.commit, "another event")
      // What does not fit is told less exactly; what fits is told as it was.
      if limit == 61, case .tables(let tables) = read.changes {
        try promise(event.changes == .tables(tables), "\(read.changes) for \(event.changes)")
      }
    }
  }
}
