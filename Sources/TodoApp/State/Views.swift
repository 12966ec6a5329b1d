extension State {
  /// As many views have a number key.
  static let viewLimit = 9

  /// The views that there are: the fixed ones, and those of tags and projects with open todos.
  var allViews: [TodoView] {
    [.all, .today, .overdue] + list.counts.tags.map { .tag($0.name) }
      + list.counts.projects.map { .project($0.name) } + [.done]
  }

  /// The views of the bar, of which each has a number key: the fixed ones, and the tags and projects
  /// with the most open todos. What is shown is always among them.
  var views: [TodoView] {
    let room = Self.viewLimit - 4
    let counts = list.counts
    // One of each kind first, then whichever has most.
    var tags = counts.tags.prefix(room)
    var projects = counts.projects.prefix(room)
    while tags.count + projects.count > room {
      let (tag, project) = (tags.last?.open ?? .max, projects.last?.open ?? .max)
      let isTag = projects.count <= 1 || tags.count > 1 && tag <= project
      if isTag { tags.removeLast() } else { projects.removeLast() }
    }
    var names: [TodoView] = tags.map { .tag($0.name) } + projects.map { .project($0.name) }
    let current = list.query.view
    if !current.isFixed, !names.contains(where: { $0.isSame(as: current) }) {
      if names.count == room { names.removeLast() }
      names.append(current)
    }
    return [.all, .today, .overdue] + names + [.done]
  }
}

// Names half written.
extension State {
  /// What a filter becomes if the tag or project that it ends with is written to its end: the name
  /// with the most open todos that begins so. Nil where nothing is lacking, or nothing fits.
  func completion(of filter: String) -> (text: String, name: String)? {
    guard let last = Words.split(filter).last, filter.hasSuffix(last) else { return nil }
    let word = last.hasPrefix("-") ? last.dropFirst() : last[...]
    guard let sign = word.first, word.count > 1 else { return nil }
    let names: [String]
    switch sign {
    case "#": names = list.counts.tags.map(\.name)
    case "+": names = list.counts.projects.map(\.name)
    default: return nil
    }
    let start = word.dropFirst().lowercased()
    let fitting = names.filter { $0.lowercased().hasPrefix(start) }
    let written = String(word.dropFirst())
    guard let name = fitting.first, !fitting.contains(where: { isSameName($0, written) })
    else { return nil }
    return (filter.dropLast(word.count) + "\(sign)\(name)", "\(sign)\(name)")
  }

  /// What Tab makes of a filter.
  func wholeName(in filter: String) -> (text: String, name: String)? {
    completion(of: filter) ?? suggestion(for: filter)
  }

  /// What a filter that found nothing may have meant: its last word is how a tag or a project begins.
  func suggestion(for filter: String) -> (text: String, name: String)? {
    guard list.found == 0, list.query.filter == filter.trimmed,
      let word = Words.split(filter).last, filter.hasSuffix(word), word.first?.isLetter == true
    else { return nil }
    let signed = ["#", "+"].lazy.compactMap { [self] sign -> (text: String, name: String)? in
      let text = filter.dropLast(word.count) + sign + word
      let names = sign == "#" ? list.counts.tags.map(\.name) : list.counts.projects.map(\.name)
      if let name = names.first(where: { isSameName($0, word) }) { return (text, sign + name) }
      return word.count > 1 ? completion(of: text) : nil
    }
    return signed.first
  }
}

extension TodoView {
  /// Whether it is there whatever the todos are.
  var isFixed: Bool {
    switch self {
    case .all, .today, .overdue, .done: true
    case .tag, .project: false
    }
  }

  /// Whether it is the same; in names, upper and lower case are.
  func isSame(as other: TodoView) -> Bool {
    switch (self, other) {
    case (.tag(let name), .tag(let its)), (.project(let name), .project(let its)):
      isSameName(name, its)
    default: self == other
    }
  }

  /// The view that settings call so.
  init(named name: String) {
    switch name {
    case "today": self = .today
    case "overdue": self = .overdue
    case "done": self = .done
    case _ where name.hasPrefix("#"): self = .tag(String(name.dropFirst()))
    case _ where name.hasPrefix("+"): self = .project(String(name.dropFirst()))
    default: self = .all
    }
  }
}
