import Penholder

extension TodoRequest {
  /// Puts todos elsewhere, all or none, in the order in which they stand in the list. Of a todo and
  /// its parts the parts go along.
  ///
  /// Each level has its own positions. A place between two todos is in the middle of their
  /// positions; where that leaves no room, those behind move on as far as the next gap that takes
  /// them, which changes no version: what their readers know of them is still so.
  static func move(
    _ targets: [Seen], _ destination: Destination, by author: Author
  ) -> TodoRequest {
    let room = Int64(targets.count + 1) << 10
    return make(
      .move, by: author,
      [
        "targets": json(targets), "other": destination.other, "count": targets.count, "room": room,
        "step": TodoSchema.positionStep * Int64(targets.count + 1),
        "levels": levelLimit,
      ],
      [
        entering(destination),
        """
        UPDATE todo SET position = position + :room FROM todo_journal e
        WHERE e.token = :token AND e.highID IS NOT NULL AND e.high - e.low <= :count
          AND todo.parent IS e.parent AND todo.position >= e.high
          AND (todo.position > e.high OR todo.id >= e.highID) AND todo.position <= (
            SELECT s.position FROM todo s WHERE s.parent IS e.parent AND s.position >= e.high
              AND ifnull((SELECT n.position - s.position FROM todo n WHERE n.parent IS s.parent
                AND n.position > s.position ORDER BY n.position LIMIT 1), :room + 1) > :room
            ORDER BY s.position LIMIT 1)
        """,
        "UPDATE todo_journal SET high = high + :room WHERE token = :token AND high - low <= :count",
        """
        WITH \(self.targets) INSERT INTO todo_journal_row (entry, todo, version, other, image, place)
        SELECT \(entry), t.id, t.version + 1, t.version, \(image("t")),
          row_number() OVER (ORDER BY t.rank, t.family, t.path)
        FROM target CROSS JOIN todo t USING (id) WHERE \(entry) IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM target x CROSS JOIN todo o USING (id) WHERE o.id <> t.id
            AND o.family = t.family AND substr(t.path, 1, length(o.path)) = o.path)
        """,
        """
        UPDATE todo SET parent = \(entered("parent")), position = \(entered("low")) + r.place
          * ((\(entered("high")) - \(entered("low"))) / (:count + 1)), \(stamp)
        FROM todo_journal_row r WHERE r.entry = \(entry) AND todo.id = r.todo
        """,
      ])
  }

  private static func entered(_ field: String) -> String {
    "(SELECT \(field) FROM todo_journal WHERE token = :token)"
  }

  /// Enters the move with the gap that it goes into, unless a todo would become a part of itself.
  private static func entering(_ destination: Destination) -> String {
    """
    WITH RECURSIVE \(targets),
      other AS (SELECT * FROM todo WHERE deletedAt IS NULL AND id = CASE WHEN :other > 0 THEN :other
        ELSE (SELECT id FROM todo WHERE mark = -:other) END),
      around (id) AS (SELECT id FROM other
        UNION SELECT t.parent FROM around CROSS JOIN todo t USING (id) WHERE t.parent IS NOT NULL),
      gap (parent, low, high, highID) AS (\(gap(destination)))
    INSERT INTO todo_journal (token, owner, kind, at, tab, parent, low, high, highID)
    SELECT :token, :owner, :kind, :at, :tab, parent,
      ifnull(low, ifnull(high, 0) - :step), ifnull(high, ifnull(low, 0) + :step), highID
    FROM gap WHERE \(areAsSeen())
      AND NOT EXISTS (SELECT 1 FROM around JOIN target USING (id))
    """
  }

  /// The parent, the position before, and the position and the id behind; null where there is none.
  private static func gap(_ destination: Destination) -> String {
    let before = """
      (SELECT s.position FROM todo s WHERE s.parent IS o.parent
        AND s.position <= o.position AND (s.position < o.position OR s.id < o.id) ORDER BY s.position DESC, s.id DESC LIMIT 1)
      """
    func behind(_ field: String) -> String {
      """
      (SELECT s.\(field) FROM todo s WHERE s.parent IS o.parent
        AND s.position >= o.position AND (s.position > o.position OR s.id > o.id) ORDER BY s.position, s.id LIMIT 1)
      """
    }
    func end(_ field: String, of parent: String, _ direction: String) -> String {
      """
      (SELECT s.\(field) FROM todo s WHERE s.parent IS \(parent)
        ORDER BY s.position \(direction), s.id \(direction) LIMIT 1)
      """
    }
    switch destination {
    case .before: return "SELECT o.parent, \(before), o.position, o.id FROM other o"
    case .after:
      return "SELECT o.parent, o.position, \(behind("position")), \(behind("id")) FROM other o"
    case .into:
      return "SELECT o.id, \(end("position", of: "o.id", "DESC")), NULL, NULL FROM other o "
        + "WHERE length(o.path) < :levels"
    case .top:
      return "SELECT NULL, NULL, \(end("position", of: "NULL", "")), \(end("id", of: "NULL", ""))"
    case .bottom: return "SELECT NULL, \(end("position", of: "NULL", "DESC")), NULL, NULL"
    }
  }
}
