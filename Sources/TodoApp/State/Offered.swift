extension Command {
  /// What the screen does not do yet. It has no key, no line of help and no place in the palette;
  /// settings know its name already.
  static let unfinished: Set<Command> = [
    .addSubtask, .editNotes, .redo, .mark, .markRange, .markAll, .priority, .due, .recurrence, .tag,
    .project, .indent, .outdent, .moveTodoDown, .moveTodoUp, .filter, .nextMatch, .previousMatch,
    .sort, .savedFilters, .nextView, .previousView, .view1, .view2, .view3, .view4, .view5, .view6,
    .view7, .view8, .view9, .palette,
  ]

  /// Whether the screen does it.
  public var isOffered: Bool { !Self.unfinished.contains(self) }
}
