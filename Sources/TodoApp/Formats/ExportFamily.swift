/// The list on its way into a file. Todos come in list order, parts behind what they are parts of;
/// a todo and all its parts are held until they are complete, so that it is known who is referred to.
public struct ExportFamily {
  private var members: [(entry: TodoEntry, depth: Int)] = []
  /// The todos around the next one, from the outermost.
  private var path: [Int64] = []

  /// Nothing yet.
  public init() {}

  /// Takes a todo in.
  ///
  /// - Returns: what is complete by that, as text.
  public mutating func take(_ todo: Todo, _ writer: inout EntryWriter) -> String {
    while let last = path.last, last != todo.parent { path.removeLast() }
    let text = path.isEmpty ? end(&writer) : ""
    var entry = TodoEntry(todo)
    // What it is a part of is not in the file.
    if path.isEmpty { entry.parent = nil }
    members.append((entry, path.count))
    path.append(todo.id)
    return text
  }

  /// The rest.
  public mutating func end(_ writer: inout EntryWriter) -> String {
    let wholes = Set(members.compactMap(\.entry.parent))
    var text = ""
    for (entry, depth) in members {
      text += writer.text(
        entry, depth: depth, isReferred: entry.name.map(wholes.contains) ?? false)
    }
    members = []
    return text
  }
}
