/// What todos have to be like, all of it: what a filter text says, at a moment.
public struct Filter: Hashable, Sendable {
  /// One condition.
  public enum Condition: Hashable, Sendable {
    /// The title or the notes contain this, upper and lower case alike.
    case text(String)
    case tag(String)
    case project(String)
    case priority(Priority)
    /// Due from here on and before there; nil for without bound. Either way it is due some time.
    case due(from: Due?, before: Due?)
    case isDone
    /// Open, and its time is over.
    case isOverdue
    case isRecurring
    case isPart
    case hasProject
    case hasTags
    case hasNotes
    case hasPriority
    case id(Int64)
  }

  /// A condition, or its opposite.
  public struct Term: Hashable, Sendable {
    /// The condition.
    public var condition: Condition
    /// Whether it must not be so.
    public var isNegated: Bool

    init(_ condition: Condition, isNegated: Bool = false) {
      self.condition = condition
      self.isNegated = isNegated
    }
  }

  /// What has to be so.
  public internal(set) var terms: [Term] = []
  /// Words that begin like a condition and are none (yet), as while somebody types `due:fr`. They
  /// filter nothing.
  public private(set) var ignored: [String] = []
  /// When it is looked at.
  public let now: Moment

  /// What can be written, for who wrote something else.
  public static let examples =
    "words, #tag, +project, !high, due:fri, due<2w, is:open, has:notes"

  /// What `text` says: words and `"phrases"` in the title or the notes, `#tag`, `+project`, `!high`,
  /// `due:today`, `due<fri`, `due>="next mon"`, `due:none`, `is:open`, `is:done`, `is:overdue`,
  /// `is:recurring`, `is:part`, `has:notes` (`tags`, `project`, `priority`, `due`), `id:42`; each
  /// with a `-` before it for the opposite.
  public init(_ text: String, at now: Moment) {
    self.now = now
    for word in Words.split(text) {
      let isNegated = word.hasPrefix("-") && word.count > 1
      let bare = isNegated ? String(word.dropFirst()) : word
      guard let (condition, isOpposite) = condition(bare) else {
        ignored.append(word)
        continue
      }
      terms.append(Term(condition, isNegated: isNegated != isOpposite))
    }
  }

  /// What belongs to a view.
  init(_ view: TodoView, at now: Moment) {
    self.now = now
    let tomorrow = Due(Day(number: now.day.number + 1))
    switch view {
    case .all: break
    case .today:
      terms = [Term(.isDone, isNegated: true), Term(.due(from: nil, before: tomorrow))]
    case .overdue: terms = [Term(.isOverdue)]
    case .project(let name): terms = [Term(.project(name))]
    case .tag(let name): terms = [Term(.tag(name))]
    case .done: terms = [Term(.isDone)]
    }
  }

  private func condition(_ word: String) -> (Condition, isOpposite: Bool)? {
    let plain = word.filter { $0 != "\"" }
    let rest = String(plain.dropFirst())
    switch word.first {
    case "#": return rest.isEmpty ? nil : (.tag(rest), false)
    case "+": return rest.isEmpty ? (.text(plain), false) : (.project(rest), false)
    case "!": return Priority(sign: plain).map { (.priority($0), false) }
    case "\"": return plain.isEmpty ? nil : (.text(plain), false)
    default: break
    }
    let lower = plain.lowercased()
    if lower.hasPrefix("due"), let sign = lower.dropFirst(3).first, ":<>=".contains(sign) {
      return due(String(lower.dropFirst(3)))
    }
    let parts = lower.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, ["is", "has", "id"].contains(parts[0]) else {
      return plain.isEmpty ? nil : (.text(plain), false)
    }
    switch (parts[0], parts[1]) {
    case ("is", "done"): return (.isDone, false)
    case ("is", "open"): return (.isDone, true)
    case ("is", "overdue"): return (.isOverdue, false)
    case ("is", "recurring"): return (.isRecurring, false)
    case ("is", "part"): return (.isPart, false)
    case ("has", "project"): return (.hasProject, false)
    case ("has", "tags"), ("has", "tag"): return (.hasTags, false)
    case ("has", "notes"), ("has", "note"): return (.hasNotes, false)
    case ("has", "priority"): return (.hasPriority, false)
    case ("has", "due"): return (.due(from: nil, before: nil), false)
    case ("id", let number): return Int64(number).map { (.id($0), false) }
    default: return nil
    }
  }

  /// `:today`, `<fri`, `>=2026-12-01`, `:none`. Days count as a whole, times to the minute.
  private func due(_ text: String) -> (Condition, isOpposite: Bool)? {
    let sign = text.prefix { ":<>=".contains($0) }
    let words = String(text.dropFirst(sign.count))
    if sign == ":" || sign == "=" {
      switch words {
      case "none": return (.due(from: nil, before: nil), true)
      case "any": return (.due(from: nil, before: nil), false)
      case "overdue": return (.isOverdue, false)
      default: break
      }
    }
    guard let due = Due(words: words, at: now) else { return nil }
    switch sign {
    case ":", "=": return (.due(from: due, before: due.next), false)
    case "<", ":<": return (.due(from: nil, before: due), false)
    case "<=", ":<=": return (.due(from: nil, before: due.next), false)
    case ">", ":>": return (.due(from: due.next, before: nil), false)
    case ">=", ":>=": return (.due(from: due, before: nil), false)
    default: return nil
    }
  }
}

extension Due {
  /// The first one that is later than all that this one names: the next day, or the next minute.
  fileprivate var next: Due {
    guard let minute else { return Due(Day(number: day.number + 1)) }
    return minute < 1_439
      ? Due(day, minute: minute + 1) : Due(Day(number: day.number + 1), minute: 0)
  }

  /// Whether its time is over: an earlier day, or an earlier minute of today.
  public func isOver(at now: Moment) -> Bool {
    day < now.day || (day == now.day && minute.map { $0 < now.time.seconds / 60 } == true)
  }
}

// What the store asks of SQLite, asked of one todo.
extension Filter {
  /// Whether a todo is what the filter wants. Complexity: O(terms × length of the text).
  public func matches(_ todo: Todo) -> Bool {
    terms.allSatisfy { matches(todo, $0.condition) != $0.isNegated }
  }

  private func matches(_ todo: Todo, _ condition: Condition) -> Bool {
    switch condition {
    case .text(let text):
      let text = text.lowercased()
      return todo.title.lowercased().contains(text) || todo.notes.lowercased().contains(text)
    case .tag(let name):
      return todo.tags.contains { isSameName($0, name) }
    case .project(let name): return todo.project.map { isSameName($0, name) } == true
    case .priority(let priority): return todo.priority == priority
    case .due(let from, let before):
      guard let due = todo.due else { return false }
      return from.map { due >= $0 } ?? true && before.map { due < $0 } ?? true
    case .isDone: return todo.done
    case .isOverdue: return !todo.done && todo.due?.isOver(at: now) == true
    case .isRecurring: return todo.recurrence != nil
    case .isPart: return todo.parent != nil
    case .hasProject: return todo.project != nil
    case .hasTags: return !todo.tags.isEmpty
    case .hasNotes: return !todo.notes.isEmpty
    case .hasPriority: return todo.priority != nil
    case .id(let id): return todo.id == id
    }
  }
}
