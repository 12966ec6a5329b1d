import Penholder
import TestSupport

/// A snapshot that also says which requests it contains.
protocol KeyedBase: Sendable {
  associatedtype Contents: Equatable
  var contents: Contents { get }
  /// The edits whose requests have been performed; only the database writes it.
  var keys: Set<EditID> { get set }
}

/// What a world is played with: the edits of an app, and what is to hold of its view.
protocol OverlayModel {
  associatedtype Base: KeyedBase
  associatedtype Edit: OptimisticEdit<Base>
  static var empty: Base { get }
  /// Something that the user might do. Each token is given once.
  static func edit(_ token: Int, on view: Base, tells: Bool, using dice: inout Seeded) -> Edit
  static func strategy(of edit: Edit) -> ConflictStrategy
  /// Whether the database performs the request.
  static func accepts(_ edit: Edit, on base: Base) -> Bool
  /// Another tab's commit.
  static func actElsewhere(_ token: Int, on base: inout Base, using dice: inout Seeded)
  /// What is wrong with the view, if anything.
  static func complaint(about world: OptimisticWorld<Self>) -> String?
}

/// A database with one commit after the other, a write queue that performs every request at most
/// once, other tabs, and a tab with an overlay; between them answers and snapshots are delayed,
/// lost and overtake each other. Every schedule follows from a seed.
struct OptimisticWorld<Model: OverlayModel> {
  typealias Base = Model.Base
  enum Answer: Equatable {
    case accepted(UInt64)
    case rejected
  }
  struct Made {
    let id: EditID
    let edit: Model.Edit
    /// What the database has decided.
    var outcome: Answer?
    /// What the overlay has been told.
    var told: Answer?
    var isQueued = true
  }

  var dice: Seeded
  /// Whether edits can tell that a snapshot contains them.
  let tells: Bool
  /// The database at each commit.
  var history: [Base] = [Model.empty]
  var overlay: Optimistic<Base, Model.Edit>
  var made: [Made] = []
  /// Indexes of `made`, on the way to the overlay.
  var answers: [Int] = []
  var snapshots: [(base: Base, commit: UInt64)] = []
  var lastToken = 0
  var lastCommit: UInt64 = 0

  init(seed: UInt64, tells: Bool) {
    dice = Seeded(seed: seed)
    self.tells = tells
    overlay = Optimistic(Model.empty, commit: 0, limit: 20)
  }

  // MARK: What the checks ask

  /// The edits that the confirmed snapshot lacks and whose receipts are in, as the database has
  /// them.
  var ahead: [Made] {
    func commit(_ made: Made) -> UInt64 {
      if case .accepted(let commit) = made.told, commit > overlay.commit { commit } else { 0 }
    }
    return made.filter { commit($0) > 0 }.sorted { (commit($0), $0.id) < (commit($1), $1.id) }
  }

  /// What is certain: the confirmed snapshot and every receipt.
  var certain: Base {
    ahead.reduce(into: history[Int(overlay.commit)]) {
      _ = $1.edit.apply(to: &$0, id: $1.id, state: .waiting)
    }
  }

  /// The edits that have no answer, as far as the overlay can know.
  var open: [Made] {
    made.filter { made in
      if case .accepted(let commit) = made.outcome, tells, commit <= overlay.commit { return false }
      return made.told == nil
    }
  }

  /// What is wrong, if anything.
  var complaint: String? {
    if overlay.commit < lastCommit { return "the commit went back to \(overlay.commit)" }
    if overlay.confirmed.contents != history[Int(overlay.commit)].contents {
      return "confirmed is not commit \(overlay.commit)"
    }
    let pending = Set(overlay.pending.map(\.id))
    if pending != Set((open + ahead).map(\.id)) { return "pending are \(pending)" }
    if open.isEmpty, overlay.view.contents != certain.contents {
      return "all is answered, and the view is \(overlay.view), not \(certain)"
    }
    return Model.complaint(about: self)
  }

  // MARK: What happens

  /// One thing of many. Returns what it was.
  mutating func step() -> String {
    lastCommit = overlay.commit
    switch Int.random(in: 0..<20, using: &dice) {
    case 0..<3: return make()
    case 3..<6: return commitQueued()
    case 6, 7: return commitElsewhere()
    case 8..<11: return read()
    case 11..<14: return arrive()
    case 14, 15: return answer()
    case 16: return timeOut()
    case 17: return askAgain()
    case 18:
      // A request that is lost on its way.
      guard let index = pick({ $0.isQueued }) else { return "-" }
      made[index].isQueued = false
      return "lost \(index)"
    default:
      // A gap.
      snapshots = []
      return "gap"
    }
  }

  /// Everything is answered and the newest snapshot arrives.
  mutating func settle(_ check: (Self, String) -> Void) {
    while made.contains(where: { $0.told == nil }) {
      lastCommit = overlay.commit
      let done = [askAgain(), commitQueued(), answer(), arrive()]
      check(self, done.joined(separator: ", "))
    }
    snapshots.append((history[history.count - 1], UInt64(history.count - 1)))
    while !snapshots.isEmpty {
      lastCommit = overlay.commit
      check(self, arrive())
    }
  }

  private mutating func pick(_ isFit: (Made) -> Bool) -> Int? {
    made.indices.filter { isFit(made[$0]) }.randomElement(using: &dice)
  }

  private mutating func token() -> Int {
    lastToken += 1
    return lastToken
  }

  private mutating func make() -> String {
    let edit = Model.edit(token(), on: overlay.view, tells: tells, using: &dice)
    guard let id = overlay.make(edit, strategy: Model.strategy(of: edit)) else { return "full" }
    made.append(Made(id: id, edit: edit))
    return "make \(edit)"
  }

  /// The leader performs one to three requests in one commit. Mostly those that were queued first;
  /// within the commit they keep their order.
  private mutating func commitQueued() -> String {
    var batch: Set<Int> = []
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      let waiting = made.indices.filter { made[$0].isQueued && !batch.contains($0) }
      let isOrderly = Int.random(in: 0..<5, using: &dice) > 0
      if let index = isOrderly ? waiting.first : waiting.randomElement(using: &dice) {
        batch.insert(index)
      }
    }
    var base = history[history.count - 1]
    for index in batch.sorted() {
      let (edit, id) = (made[index].edit, made[index].id)
      made[index].isQueued = false
      if Int.random(in: 0..<6, using: &dice) > 0, Model.accepts(edit, on: base) {
        _ = edit.apply(to: &base, id: id, state: .waiting)
        base.keys.insert(id)
        made[index].outcome = .accepted(UInt64(history.count))
      } else {
        made[index].outcome = .rejected
      }
      if Int.random(in: 0..<4, using: &dice) > 0 { answers.append(index) }
    }
    if base.keys != history[history.count - 1].keys { history.append(base) }
    return "performed "
      + batch.sorted().map { "\($0) \(made[$0].outcome ?? .rejected)" }.joined(separator: ", ")
  }

  private mutating func commitElsewhere() -> String {
    var base = history[history.count - 1]
    Model.actElsewhere(token(), on: &base, using: &dice)
    history.append(base)
    return "elsewhere \(base.contents)"
  }

  private mutating func read() -> String {
    snapshots.append((history[history.count - 1], UInt64(history.count - 1)))
    return "read \(history.count - 1)"
  }

  private mutating func arrive() -> String {
    guard let index = snapshots.indices.randomElement(using: &dice) else { return "-" }
    let (base, commit) = snapshots.remove(at: index)
    let isTaken = overlay.refresh(base, commit: commit)
    return "snapshot \(commit) \(isTaken)"
  }

  private mutating func answer() -> String {
    guard let place = answers.indices.randomElement(using: &dice) else { return "-" }
    // Sometimes it will come a second time.
    let index =
      Int.random(in: 0..<8, using: &dice) == 0 ? answers[place] : answers.remove(at: place)
    made[index].told = made[index].outcome
    switch made[index].outcome {
    case .accepted(let commit): overlay.accepted(made[index].id, at: commit)
    case .rejected: overlay.rejected(made[index].id, because: "refused")
    case nil: break
    }
    return "told \(index)"
  }

  private mutating func timeOut() -> String {
    guard let index = pick({ _ in true }) else { return "-" }
    overlay.unknown(made[index].id)
    return "time-out \(index)"
  }

  private mutating func askAgain() -> String {
    guard let index = pick({ $0.told == nil }) else { return "-" }
    if made[index].outcome != nil { answers.append(index) } else { made[index].isQueued = true }
    return "ask again \(index)"
  }
}
