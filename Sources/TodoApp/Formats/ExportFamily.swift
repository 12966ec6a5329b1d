/// The list on its way into a file. Todos come in list order, parts behind what they are parts of;
/// a todo and all its parts are held until they are complete, so that it is known who is referred to.
public struct ExportFamily {
  private var members: [(entry: TodoEntry, depth: Int)] = []
  /// The todos around the next one, from the outermost, and whether each is in the file.
  private var path: [(id: Int64, isIn: Bool)] = []

  /// Nothing yet.
  public init() {}

  /// Takes the next todo of the whole list.
  ///
  /// - Parameter isIn: whether it is to be in the file. The parts of one that is not are parts of
  ///   what that is a part of, or of nothing.
  /// - Returns: what is complete by that, as text.
  public mutating func take(_ todo: Todo, isIn: Bool = true, _ writer: inout EntryWriter) -> String
  {
    while let last = path.last, last.id != todo.parent { path.removeLast() }
    let text = path.isEmpty ? end(&writer) : ""
    if isIn {
      let around = path.filter(\.isIn)
      var entry = TodoEntry(todo)
      entry.parent = around.last.map { String($0.id) }
      members.append((entry, around.count))
    }
    path.append((todo.id, isIn))
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
