import Screen

/// The signs of the screen that a terminal without Unicode needs other ones for.
struct Symbols: Hashable {
  let cursor: String
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

  init(_ repertoire: Repertoire) {
    let ascii = repertoire == .ascii
    cursor = ascii ? ">" : "▸"
    open = ascii ? "[ ]" : "☐"
    done = ascii ? "[x]" : "☑"
    queued = ascii ? "[^]" : "⇡"
    leads = ascii ? "*" : "●"
    follows = ascii ? "o" : "○"
    rule = ascii ? "-" : "─"
    nothing = ascii ? "-" : "–"
    micro = ascii ? "us" : "µs"
  }
}
