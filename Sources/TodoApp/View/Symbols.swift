import Screen

/// The signs of the screen, of which a terminal without Unicode needs other ones, and who has the
/// screen read out needs words instead.
struct Symbols: Hashable {
  let cursor: String
  let mark = "*"
  let open: String
  let done: String
  /// On its way to the leader.
  let queued: String
  let leads: String
  let follows: String
  let rule: String
  /// "Not measured yet".
  let nothing: String
  let micro: String
  /// The order of a list.
  let ascending: String
  let descending: String

  init(_ repertoire: Repertoire, inWords words: Bool = false) {
    let ascii = repertoire == .ascii
    cursor = ascii || words ? ">" : "▸"
    // All of one width, so that what follows stays in its column.
    open = words ? "open" : ascii ? "[ ]" : "☐"
    done = words ? "done" : ascii ? "[x]" : "☑"
    queued = words ? "sent" : ascii ? "[^]" : "⇡"
    leads = words ? "" : ascii ? "*" : "●"
    follows = words ? "" : ascii ? "o" : "○"
    rule = words ? " " : ascii ? "-" : "─"
    nothing = ascii ? "-" : "–"
    micro = ascii ? "us" : "µs"
    ascending = words ? " ascending" : ascii ? "^" : "↑"
    descending = words ? " descending" : ascii ? "v" : "↓"
  }
}

extension State {
  /// The signs of this screen.
  var symbols: Symbols { Symbols(options.repertoire, inWords: options.settings.accessible) }
}
