import Screen

/// What the user chose at the start.
public struct Options: Hashable, Sendable {
  /// Which characters may be shown.
  public var repertoire: Repertoire
  /// The name of the list: the last part of the database's path.
  public var name: String

  /// The list `name`, shown in these characters.
  public init(name: String, repertoire: Repertoire = .unicode) {
    self.name = name
    self.repertoire = repertoire
  }
}

/// A change that was asked for and not answered yet.
public struct PendingChange: Hashable, Sendable {
  /// The number of the `perform` effect.
  public let ticket: Int
  /// What was asked for.
  public let change: Change
  /// The draft that it was made of, to be opened again if the change is refused.
  public let editor: Editor?
  /// What the todo was called, for the message.
  public let title: String
}

/// Everything that the screen depends on.
///
/// A value: two equal states look the same, and `reduce` is the only way from one to the next.
public struct State: Hashable, Sendable {
  /// As many changes may be under way; further ones are answered with a message.
  public static let pendingLimit = 64

  /// What the user chose at the start.
  public let options: Options
  /// How large the screen is.
  public internal(set) var size: Size
  /// When the last action happened.
  public internal(set) var now: Moment
  /// What each key does.
  public internal(set) var keymap: Keymap

  /// The list and where the cursor is in it.
  public internal(set) var list = ListState()
  /// What keys mean at the moment.
  public internal(set) var mode = Mode.list
  /// The page over the list, if there is one.
  public internal(set) var overlay: Overlay?
  /// Who leads and who is there.
  public internal(set) var coordination = Coordination()
  /// The measurements.
  public internal(set) var numbers = Numbers()
  /// The last message, until a key takes it away.
  public internal(set) var message: Message?
  /// The messages so far.
  public internal(set) var log = MessageLog()

  /// Changes under way, in the order in which they were asked for.
  public internal(set) var pending: [PendingChange] = []
  /// Drafts that were refused while another one was open; they open one after the other.
  var returnedDrafts: [Editor] = []
  /// What arrived while the order of rows was frozen by an editor.
  var deferred: Snapshot?
  /// This tab's last deletion, as long as `u` can take it back.
  var lastDeletion: Deletion?
  /// The addition after which the cursor goes to the new todo, unless the user moves it before.
  var followedTicket: Int?
  var nextTicket = 1

  /// A deletion that can be taken back.
  struct Deletion: Hashable, Sendable {
    let id: Int64
    let version: Int64
    let title: String
  }

  /// The state of an app that has just started and knows nothing yet.
  public init(options: Options, size: Size, now: Moment, keymap: Keymap = .standard) {
    self.options = options
    self.size = size
    self.now = now
    self.keymap = keymap
  }

  /// What the runtime does first.
  public mutating func start() -> [Effect] { load() }

  /// Whether every effect has been answered and it is clear who leads.
  public var isQuiet: Bool {
    list.loading == nil && list.commit != nil && pending.isEmpty
      && (coordination.leader != nil || coordination.role == .observer)
  }

  /// The editor, if one is open.
  public var editor: Editor? {
    if case .editing(let editor) = mode { editor } else { nil }
  }
}
