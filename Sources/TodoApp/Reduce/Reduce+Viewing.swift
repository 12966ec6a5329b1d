extension State {
  /// Shows another list; the cursor stays on its todo if that is in it, or goes to the one of `id`.
  mutating func show(_ query: ListQuery, goingTo id: Int64? = nil) -> [Effect] {
    guard query != list.query else { return [] }
    // A mark that no row shows would be hit all the same.
    if query.view != list.query.view || query.filter != list.query.filter {
      selection = Selection()
    }
    followed = nil
    list.target = nil
    list.sought = id
    list.query = query
    return loadIfLacking()
  }

  mutating func filter(_ text: String, goingTo id: Int64? = nil) -> [Effect] {
    var query = list.query
    query.filter = text
    return show(query, goingTo: id)
  }

  mutating func show(_ view: TodoView) -> [Effect] {
    var query = list.query
    query.view = view
    return show(query)
  }

  /// The view of a number on the bar.
  mutating func showView(number: Int) -> [Effect] {
    let views = numberedViews
    guard views.indices.contains(number - 1) else {
      say("There is no view \(number).", .note)
      return []
    }
    return show(views[number - 1])
  }

  mutating func showView(by step: Int) -> [Effect] {
    let views = numberedViews
    let current = views.firstIndex { $0.isSame(as: list.query.view) } ?? 0
    return show(views[(current + step + views.count) % views.count])
  }

  /// The views as they are painted, or would be.
  private var numberedViews: [TodoView] {
    layout.bar == nil ? views : ViewBar(self).items.map(\.view)
  }
}
