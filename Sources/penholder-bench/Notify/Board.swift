import SharedMemory

/// Memory that the processes of a turn share: who is ready, and when what was told and heard.
///
/// Nobody waits on it but the one who measures; the candidates have ways of their own.
struct Board: Sendable {
  private let words: SharedWords
  private let listeners: Int

  /// The most events in a turn.
  static let events = 8_192
  /// As many words lie on a cache line.
  private static let line = 8

  /// Where things stand, each on a line of its own.
  private enum Place: Int {
    case start
    case speakerReady
    case newest
    case base
    case spaced
    case bursts
    case end
  }

  private static let head = 8 * line
  private static let perListener = line + events

  private init(_ file: MappedFile, listeners: Int) {
    words = SharedWords(in: file, at: 0, count: Self.size(listeners) / 8)
    self.listeners = listeners
  }

  private static func size(_ listeners: Int) -> Int {
    8 * (head + 2 * events + listeners * perListener)
  }

  /// A new one, all zeros.
  static func make(_ path: String, in folder: String, listeners: Int) throws -> Board {
    guard let model = try MappedFile.attributes(of: folder) else {
      throw BenchError("There is no \(folder).")
    }
    let file = try MappedFile.unnamed(in: folder, size: size(listeners), like: model)
    try file.publish(as: path)
    let board = Board(file, listeners: listeners)
    board.touch()
    return board
  }

  /// Of another process.
  static func open(_ path: String, listeners: Int) throws -> Board {
    let file = try MappedFile.open(path, size: size(listeners), writable: true)
    let board = Board(file, listeners: listeners)
    board.touch()
    return board
  }

  /// So that no first touch of a page falls into what is measured.
  private func touch() { for index in 0..<words.count { words.add(0, at: index) } }

  private func place(_ place: Place) -> Int { place.rawValue * Self.line }
  private func told(_ index: UInt64) -> Int { Self.head + Int(index) % Self.events }
  private func done(_ index: UInt64) -> Int { told(index) + Self.events }
  private func ear(_ number: Int) -> Int {
    Self.head + 2 * Self.events + number * Self.perListener
  }

  // MARK: Who is ready

  /// The speaker waits for it.
  func awaitStart() {
    let bell = Bell(words, at: place(.start) + 1)
    while true {
      let ticket = bell.ticket()
      if words.loadAcquiring(place(.start)) != 0 { return }
      _ = bell.wait(ticket)
    }
  }

  func start() {
    words.storeReleasing(1, at: place(.start))
    Bell(words, at: place(.start) + 1).ring()
  }

  var isSpeakerReady: Bool { words.loadAcquiring(place(.speakerReady)) != 0 }

  func speakerIsReady() { words.storeReleasing(1, at: place(.speakerReady)) }

  /// What a candidate's own numbers are higher than ours by.
  var base: UInt64 {
    get { words.load(place(.base)) }
    nonmutating set { words.store(newValue, at: place(.base)) }
  }

  func isListenerReady(_ number: Int) -> Bool { words.loadAcquiring(ear(number) + 1) != 0 }
  func listenerIsReady(_ number: Int) { words.storeReleasing(1, at: ear(number) + 1) }

  // MARK: What was told and heard

  /// The telling of an event begins now. For candidates whose message has no room for a number, it is
  /// then the ``newest``.
  func stamp(_ index: UInt64) {
    words.store(Clock.now(), at: told(index))
    // Publishes the time; pairs with the load in `newest`.
    words.storeReleasing(index, at: place(.newest))
  }

  /// The call that told it has returned.
  func finish(_ index: UInt64) { words.store(Clock.now(), at: done(index)) }

  var newest: UInt64 { words.loadAcquiring(place(.newest)) }

  /// A listener has heard everything up to an event; each counts once.
  func hear(_ index: UInt64, by number: Int, at time: UInt64) {
    let heard = words.load(ear(number))
    guard index > heard, index < Self.events else { return }
    for event in heard + 1...index {
      words.store(time, at: ear(number) + Self.line + Int(event))
    }
    // Publishes the times; pairs with the load in `haveAllHeard`.
    words.storeReleasing(index, at: ear(number))
  }

  func haveAllHeard(_ index: UInt64) -> Bool {
    (0..<listeners).allSatisfy { words.loadAcquiring(ear($0)) >= index }
  }

  // MARK: What came of it

  /// The parts of the turn: those events count as spaced, these as bursts.
  var spaced: Range<UInt64> { words.load(place(.spaced))..<words.load(place(.bursts)) }
  var bursts: Range<UInt64> { words.load(place(.bursts))..<words.load(place(.end)) }

  func set(spaced: UInt64, bursts: UInt64, end: UInt64) {
    words.store(spaced, at: place(.spaced))
    words.store(bursts, at: place(.bursts))
    words.store(end, at: place(.end))
  }

  /// From telling to hearing, of each event and listener; nil for one that did not hear.
  func delays(of events: Range<UInt64>) -> [UInt64?] {
    events.flatMap { event in
      (0..<listeners).map { number in
        let heard = words.load(ear(number) + Self.line + Int(event))
        let told = words.load(self.told(event))
        // Who sees a commit before its writer does has heard at once.
        return heard == 0 ? nil : heard > told ? heard - told : 0
      }
    }
  }

  /// From telling to the last one's hearing, of each event that all have heard.
  func lastDelays(of events: Range<UInt64>) -> [UInt64] {
    guard listeners > 0 else { return [] }
    return events.compactMap { event in
      let each = delays(of: event..<event + 1).compactMap { $0 }
      return each.count == listeners ? each.max() : nil
    }
  }

  /// How long the calls that told took.
  func costs(of events: Range<UInt64>) -> [UInt64] {
    events.map { words.load(done($0)) &- words.load(told($0)) }
  }

  /// For turns without listeners: a number of nanoseconds for each batch.
  func note(_ cost: UInt64, at index: UInt64) { words.store(cost, at: told(index)) }
  var notes: [UInt64] { bursts.map { words.load(told($0)) } }
}
