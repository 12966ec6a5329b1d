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
  /// The newest commit that its tab knew when it made the key.
  let bornAt: UInt64
  /// Whether it may have been carried out before.
  let mayBeKnown: Bool
  /// How many leaders died with it.
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
  }

  /// - Parameter request: as the lane holds it; nil when that is not what a tab wrote.
  init(tab: Int, number: UInt64, _ request: RequestLane.Request?) {
    self.tab = tab
    self.number = number
    guard let request else {
      key = RequestKey(high: 0, low: 0, number: 0)
      (digest, bornAt, mayBeKnown, attempts, body) = (0, 0, false, 0, nil)
      answer = .damaged
      return
    }
    let flags = RequestFlags(rawValue: request.tag.flags)
    key = RequestKey(
      high: request.tag.high, low: request.tag.low, number: request.tag.number)
    digest = request.digest
    bornAt = request.tag.origin
    attempts = request.attempts
    mayBeKnown = flags.contains(.mayBeKnown) || attempts > 0 || request.wasPutBack
    body = RequestBody(bytes: request.bytes)
    if body == nil { answer = .damaged }
    if attempts >= Self.attemptLimit {
      let message = "\(attempts) leaders ended while they carried out this request."
      answer = Answer(
        result: .refused(Refusal(.unfit, message: message)), isNew: true, isFinal: true)
    }
  }

  /// A request that so many leaders took and did not survive is suspected, and carried out alone…
  static let suspicion: UInt64 = 2
  /// … and one that so many did not survive is refused: by then it was alone each time but two.
  static let attemptLimit: UInt64 = 6

  var isSuspect: Bool { attempts >= Self.suspicion && answer == nil }

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
