import Screen

extension State {
  mutating func open(_ prompt: Prompt) {
    mode = .prompting(prompt)
    isMessageEarlier = true
  }

  /// Opens a prompt about what the next change concerns.
  mutating func ask(_ purpose: Prompt.Purpose) {
    guard let targets else {
      say("Nothing here to change. \(label(.add)) adds one.", .note)
      return
    }
    if let going = targets.todos.first(where: { list.marks[$0.id]?.isGoing == true }) {
      return sayGoing(going)
    }
    var prompt = Prompt(purpose, for: targets)
    if purpose == .priority, targets.seen.count == 1 {
      let priorities: [Priority?] = [.high, .medium, .low, nil]
      prompt.chosen = priorities.firstIndex(of: targets.todos.first?.priority) ?? 0
    }
    open(prompt)
  }

  mutating func press(_ key: Key, in prompt: Prompt) -> [Effect] {
    var prompt = prompt
    switch key {
    case .character(let character): return write(String(character), prompt)
    case .paste(let text): return write(text, prompt)
    case .mouse(let mouse): return point(mouse, in: prompt)
    default: break
    }
    guard let command = keymap[key, in: .menu] else { return [] }
    let isFilter = prompt.purpose == .filter
    if isFilter, key == .named(.tab), let whole = wholeName(in: prompt.line.text) {
      let before = prompt.line.text
      prompt.line = LineEditor(whole.text + " ")
      return written(prompt, before)
    }
    switch command {
    case .nextChoice where isFilter, .previousChoice where isFilter:
      prompt.origin = nil
      mode = .prompting(prompt)
      return move(by: command == .nextChoice ? 1 : -1)
    case .nextChoice, .previousChoice:
      let count = max(1, choices(of: prompt).count)
      prompt.chosen = (prompt.chosen + (command == .nextChoice ? 1 : count - 1)) % count
      mode = .prompting(prompt)
      return []
    case .choose where isFilter:
      backToList()
      sayIgnored()
      return []
    case .choose: return choose(prompt)
    case .leave:
      // What was wrong with an answer that is not given any more.
      if message?.weight == .warning, !isMessageEarlier { message = nil }
      backToList()
      return isFilter ? filter("", goingTo: prompt.origin) : loadIfLacking()
    case .suspend: return [.suspend]
    case .redraw: return [.repaint]
    case .help:
      overlay = .help(top: 0)
      return []
    default:
      let before = prompt.line.text
      _ = prompt.line.perform(command, killed: &killed)
      return written(prompt, before)
    }
  }

  private mutating func write(_ text: String, _ prompt: Prompt) -> [Effect] {
    var prompt = prompt
    killed.pause()
    let before = prompt.line.text
    _ = prompt.line.insert(text, limit: Todo.nameLimit)
    return written(prompt, before)
  }

  /// What was written narrows the choices, or the list.
  private mutating func written(_ prompt: Prompt, _ before: String) -> [Effect] {
    var prompt = prompt
    if prompt.line.text != before { prompt.chosen = 0 }
    mode = .prompting(prompt)
    guard prompt.purpose == .filter else { return [] }
    // A name half written finds what it is about to find, not nothing.
    let text = prompt.line.text
    return filter((completion(of: text)?.text ?? text).trimmed)
  }

  /// Words of a filter that mean nothing yet filter nothing: that has to be said.
  private mutating func sayIgnored() {
    let ignored = Filter(list.query.filter, at: now).ignored
    guard let word = ignored.first else { return }
    say(
      "\(quoted(word)) is no condition, so it filters nothing. What works: \(Filter.examples).",
      short: "\(quoted(word, limit: 20)) is no condition, so it filters nothing.", .warning)
  }

  mutating func choose(_ prompt: Prompt) -> [Effect] {
    let choices = choices(of: prompt)
    guard choices.indices.contains(prompt.chosen) else { return [] }
    switch choices[prompt.chosen].result {
    case .nothing(let reason):
      say(reason, .warning)
      return []
    case .command(let command):
      backToList()
      return perform(command, false)
    case .view(let view):
      backToList()
      return show(view)
    case .sort(let sort, let isReversed):
      backToList()
      var query = list.query
      (query.sort, query.isReversed) = (sort, isReversed)
      return show(query)
    case .filter(let text):
      backToList()
      return filter(text)
    case .save(let filter): return send(.saveFilter(filter), filter.name, prompt)
    case .forget(let name): return send(.removeFilter(name), name, prompt)
    case .edit(let edit):
      guard let targets = prompt.targets else { return [] }
      return send(.edit(targets.seen, [edit]), targets.title, prompt)
    }
  }

  /// A change that a prompt was for; the prompt stays where this tab may not make it.
  private mutating func send(_ change: Change, _ title: String, _ prompt: Prompt) -> [Effect] {
    guard mayWrite else {
      say(Sentence.readOnly(self), .warning)
      return []
    }
    backToList()
    return confirmAndAsk(for: change, title: title) + loadIfLacking()
  }

  /// Nothing is written any more: what arrived meanwhile takes its places, and the next draft that
  /// came back opens, if there is one.
  mutating func backToList() {
    mode = .list
    deferred = nil
    showEdits()
    if !returnedDrafts.isEmpty { open(returnedDrafts.removeFirst()) }
  }
}
