import Screen

/// The bar of views: each with its count, the one that is shown in brackets.
struct ViewBar {
  /// A view on the bar.
  struct Item {
    let view: TodoView
    let text: String
    let columns: Range<Int>
    let isShown: Bool
  }

  /// The views that there is room for.
  let items: [Item]
  /// What is marked, how it is sorted, what is filtered.
  let status: String

  init(_ state: State) {
    let repertoire = state.options.repertoire
    var views = state.views
    let current = state.list.query.view
    func text(_ view: TodoView) -> String {
      let words = "\(Labels.view(view)) \(state.list.counts[view])"
      return view.isSame(as: current) ? "[\(words)]" : words
    }
    func columns(_ views: [TodoView]) -> Int {
      views.reduce(1) { $0 + TextWidth.columns(of: text($1), in: repertoire) + 2 }
    }
    let least = columns(views.filter { $0.isSame(as: current) || $0 == .done })
    let status =
      Self.statuses(state).first {
        least + TextWidth.columns(of: $0, in: repertoire) <= state.size.columns
      } ?? ""
    let statusColumns = TextWidth.columns(of: status, in: repertoire)
    let room = max(20, state.size.columns - statusColumns - 1)
    // The names with the fewest open todos go first, the fixed views after them.
    func importance(_ view: TodoView) -> Int {
      view.isFixed ? .max : state.list.counts[view]
    }
    while columns(views) > room,
      let index = views.indices.reversed().filter({
        !views[$0].isSame(as: current) && views[$0] != .done
      }).min(by: { importance(views[$0]) < importance(views[$1]) })
    {
      views.remove(at: index)
    }
    var items: [Item] = []
    var column = 1
    for view in views {
      let words = text(view)
      let end = column + TextWidth.columns(of: words, in: repertoire)
      items.append(
        Item(
          view: view, text: words, columns: column..<end, isShown: view.isSame(as: current)))
      column = end + 2
    }
    self.items = items
    self.status = column + statusColumns <= state.size.columns ? status : ""
  }

  /// What can be said, the most telling first.
  private static func statuses(_ state: State) -> [String] {
    let query = state.list.query
    let found = state.list.found.map { ["\($0) found"] } ?? []
    let counts = found + (state.selection.count > 0 ? ["\(state.selection.count) marked"] : [])
    let direction =
      !query.sort.isReversible
      ? "" : query.isReversed ? state.symbols.descending : state.symbols.ascending
    let sort = "sort \(query.sort.rawValue)\(direction)"
    func filter(_ limit: Int) -> String {
      let text = TextWidth.truncated(query.filter, to: limit, in: state.options.repertoire)
      return "filter \(text.isEmpty ? "-" : text)"
    }
    let isUsual = query.sort == .list
    return [
      counts + [sort, filter(24)], counts + (isUsual ? [] : [sort]) + [filter(24)],
      counts + (isUsual ? [] : [sort]) + [filter(12)], counts,
    ].map { $0.joined(separator: "   ") }
  }
}

extension Painter {
  /// The views with their numbers, what is marked, the order and the filter; and the rule below.
  mutating func paintViews() {
    if let rule = layout.rule { paintRule(row: rule) }
    guard let row = layout.bar else { return }
    guard state.list.commit != nil else {
      frame.write([Span(" reading")], row: row, column: 0)
      return
    }
    let bar = ViewBar(state)
    for item in bar.items {
      frame.write(
        item.text, row: row, column: item.columns.lowerBound,
        style: Style(item.isShown ? .current : .text))
    }
    let line: Line = [Span(bar.status, .dim), Span(" ")]
    if !bar.status.isEmpty { frame.write(line, row: row, endingAt: nil) }
  }
}
