import GRDB
import PenholderCore
import SharedMemory

/// A request that the leader has taken from a lane, and what has become of it so far.
struct TakenRequest {
  /// The tab whose lane it was in, and its number there.
  let tab: Int
  let number: UInt64
  let key: RequestKey
  let digest: UInt64
  /// Whether it was asked for by its key, so that another of the same key may be under way.
  let isAsked: Bool
  /// Whether it may have been carried out before…
  private(set) var mayBeKnown: Bool
  /// … and if so, in a later commit than this one.
  let notBefore: UInt64
  /// Whether it was looked for, and has not been carried out.
  var isNew = false
  /// How many leaders ended while they carried it out.
  let attempts: UInt64
  let body: RequestBody?

  /// Nil while it is to be carried out.
  var answer: Answer?

  /// What its tab will be told.
  struct Answer {
    var result: Outcome.Result
    /// The commit that holds it; 0 for the one under way.
    var commit: UInt64 = 0
    var term: UInt64 = 0
    /// Whether it had been carried out before.
    var isReplayed = false
    /// Whether the transaction under way stores it.
    var isNew = false
    /// Whether it stands even if the transaction is begun anew.
    var isFinal = false

    /// Whether it says what became of the key, and not only of this request.
    var isOfKey: Bool { isNew || isReplayed }
  }

  /// - Parameters:
  ///   - request: as the lane holds it; nil when that is not what a tab wrote.
  ///   - wasTaken: whether another leader had it.
  ///   - sequence: the commit under way.
  init(
    tab: Int, number: UInt64, _ request: RequestLane.Request?, wasTaken: Bool, at sequence: UInt64
  ) {
    self.tab = tab
    self.number = number
    guard let request else {
      key = RequestKey(high: 0, low: 0, number: 0)
      (digest, notBefore, isAsked, mayBeKnown, attempts, body) = (0, 0, false, false, 0, nil)
      answer = .damaged
      return
    }
    key = RequestKey(request.tag)
    digest = request.digest
    attempts = request.attempts
    body = RequestBody(bytes: request.bytes)
    isAsked = RequestFlags(rawValue: request.tag.flags).contains(.mayBeKnown)
    mayBeKnown = isAsked || wasTaken || request.firstTaken != nil
    // The newest commit that its tab knew when it made the key; or the last one before a leader took
    // it. Anybody may have scribbled on the latter: what is not between the two is not believed.
    let born = request.tag.origin
    if !isAsked, let taken = request.firstTaken,
      taken > born, taken <= sequence
    {
      notBefore = taken - 1
    } else {
      notBefore = born
    }
    if body == nil { answer = .damaged }
  }

  /// The group that it was in is split: another of the same key may be carried out before it.
  mutating func leaveGroup() { (mayBeKnown, isNew) = (true, false) }

  /// What it is told when its outcome cannot be known here: it has to be asked for by its key.
  static let unknown = Answer(result: .refused(Refusal(.forgotten, message: "")))

  /// A request that so many leaders did not survive is refused.
  static let attemptLimit: UInt64 = 3

  /// What is to be stored, once it has an answer of its own.
  var outcome: Outcome? {
    guard let answer, answer.isNew else { return nil }
    return Outcome(key: key, digest: digest, result: answer.result)
  }
}

extension TakenRequest.Answer {
  fileprivate static let damaged = Self(
    result: .refused(Refusal(.damaged, message: "")), isFinal: true)
}
