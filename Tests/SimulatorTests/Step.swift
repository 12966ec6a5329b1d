import TestSupport

/// One thing that happens in a simulated world. What cannot happen as things stand is passed over, so
/// that any part of a schedule is a schedule.
enum Step: Hashable, Sendable {
  /// A tab takes one small step, if it has anything to do.
  case run(Int)
  /// A tab takes all steps that it has to take now.
  case rest(Int)
  /// Time goes by, in microseconds.
  case pass(UInt64)
  /// A tab that believes to lead takes SQLite's write lock.
  case begin(Int)
  case commit(Int)
  case crash(Int)
  /// As SIGSTOP and SIGCONT do it.
  case stop(Int)
  case go(Int)
  /// A tab opens the database in place of one that has died.
  case join(Int)
  /// A tab gives up leadership, to another.
  case resign(Int, Int)
  /// A tab is woken although nothing has happened.
  case wake(Int)
  /// A tab dies while it announces what it has committed, its place in the ring claimed.
  case tear(Int)
  /// Words of the file are overwritten.
  case noise(UInt64)
}

/// What a world goes through, as text too, so that whoever finds a fault can print it and anybody can
/// play it again.
struct Schedule: Equatable, Sendable {
  var steps: [Step]

  init(_ steps: [Step]) { self.steps = steps }

  // MARK: By chance

  /// - Parameter hasNoise: whether words of the file are overwritten, too.
  init(seed: UInt64, length: Int, hasNoise: Bool) {
    var random = Seeded(seed: seed)
    let count = Int(random.below(5)) + 1
    steps = []
    steps.reserveCapacity(length)
    while steps.count < length {
      let tab = Int(random.below(UInt64(count)))
      switch random.below(100) {
      case 0..<52: steps.append(.run(tab))
      case 52..<64: steps.append(.rest(tab))
      case 64..<72: steps.append(.pass(random.below(3_000)))
      case 72..<76: steps.append(.pass(random.below(400_000)))
      case 76..<82: steps.append(.begin(tab))
      case 82..<88: steps.append(.commit(tab))
      case 88: steps.append(.crash(tab))
      case 89: steps.append(.tear(tab))
      case 90: steps.append(.stop(tab))
      case 91, 92: steps.append(.go(tab))
      case 93, 94: steps.append(.join(tab))
      case 95: steps.append(.resign(tab, Int(random.below(UInt64(count)))))
      case 96, 97: steps.append(.wake(tab))
      default: if hasNoise { steps.append(.noise(random.next())) }
      }
    }
  }

  // MARK: As text

  /// Words and numbers, with semicolons between the steps.
  var text: String { steps.map(\.text).joined(separator: "; ") }

  /// Nil for what is none.
  init?(text: some StringProtocol) {
    var steps: [Step] = []
    for part in text.split(separator: ";") {
      guard let step = Step(text: part) else { return nil }
      steps.append(step)
    }
    self.steps = steps
  }
}

extension Step {
  var text: String {
    switch self {
    case .run(let tab): "run \(tab)"
    case .rest(let tab): "rest \(tab)"
    case .pass(let time): "pass \(time)"
    case .begin(let tab): "begin \(tab)"
    case .commit(let tab): "commit \(tab)"
    case .crash(let tab): "crash \(tab)"
    case .stop(let tab): "stop \(tab)"
    case .go(let tab): "go \(tab)"
    case .join(let tab): "join \(tab)"
    case .resign(let tab, let next): "resign \(tab) \(next)"
    case .wake(let tab): "wake \(tab)"
    case .tear(let tab): "tear \(tab)"
    case .noise(let seed): "noise \(seed)"
    }
  }

  init?(text: some StringProtocol) {
    let words = text.split(separator: " ")
    guard words.count >= 2, let number = UInt64(words[1]) else { return nil }
    let tab = Int(truncatingIfNeeded: number)
    switch words[0] {
    case "pass": self = .pass(number)
    case "noise": self = .noise(number)
    case _ where !World.slots.contains(tab): return nil
    case "run": self = .run(tab)
    case "rest": self = .rest(tab)
    case "begin": self = .begin(tab)
    case "commit": self = .commit(tab)
    case "crash": self = .crash(tab)
    case "stop": self = .stop(tab)
    case "go": self = .go(tab)
    case "join": self = .join(tab)
    case "wake": self = .wake(tab)
    case "tear": self = .tear(tab)
    case "resign":
      guard words.count == 3, let next = Int(words[2]), World.slots.contains(next) else {
        return nil
      }
      self = .resign(tab, next)
    default: return nil
    }
  }
}
