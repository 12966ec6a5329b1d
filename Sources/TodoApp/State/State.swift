import Screen

/// What the user chose at the start.
public struct Options: Hashable, Sendable {
  /// Which characters may be shown.
  public var repertoire: Repertoire
  /// The name of the list: the last part of the database's path.
  public var name: String
  /// Whether changes are queued from the start when another tab leads.
  public var queueWrites: Bool
  /// What the user has settled.
  public var settings: Settings

  /// The list `name`, shown in these characters.
  public init(
    name: String, repertoire: Repertoire = .unicode, queueWrites: Bool = false,
    settings: Settings = Settings()
  ) {
    self.name = name
    self.repertoire = repertoire
    self.queueWrites = queueWrites
    self.settings = settings
  }
}

/// A change that was asked for and not answered yet.
public struct PendingChange: Hashable, Sendable {
  /// What it is called.
  let name: EditName
  /// What was asked for.
  public let change: Change
  /// The draft that it was made of, to be opened again if the change is refused.
  public let editor: Editor?
  /// The pasted lines that it was made of, to be offered again if it is refused.
  var lines: [String] = []
  /// What the todo was called, for the message.
  public let title: String
  /// When it was asked for.
  public let askedAt: Moment
  /// Whether another tab was to make it.
  public let isQueued: Bool
  /// How its todos looked before, as far as they were in memory: an undo shows them at once.
  var before: [Todo] = []
  /// How many parts go with what it deletes, as far as that is known.
  var parts = 0
  /// Whether it is taken back already.
  var isTurned = false
  /// Whether it has been said that it takes long.
  var isSaidToWait = false
  /// Whether the time was out before an answer came.
  public internal(set) var isUnknown = false

  /// The number of the `perform` effect.
  var ticket: Int { Int(clamping: name.number) }
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
  /// The list as it was read last, with the changes under way; `list` shows a part of it, and lags
  /// behind while an editor is open.
  var edits = PendingEdits(.nothing, commit: 0, strategy: .rejectIfChanged)
  /// What keys mean at the moment.
  public internal(set) var mode = Mode.list
  /// What is marked.
  public internal(set) var selection = Selection()
  /// The page over the list, if there is one.
  public internal(set) var overlay: Overlay?
  /// Who leads and who is there.
  public internal(set) var coordination = Coordination()
  /// The measurements.
  public internal(set) var numbers = Numbers()
  /// Whether changes are queued when another tab leads.
  public internal(set) var isQueueing: Bool
  /// The last look at the tabs, for the pages, and when that was.
  public internal(set) var survey: Survey?
  var surveyedAt: TimeOfDay?
  /// Whether a look is under way, and whether another is wanted after it.
  var isSurveying = false
  var wantsSurvey = false
  /// Whether the app ends when the changes under way have been answered.
  public internal(set) var isLeaving = false
  /// The last message, until a key takes it away.
  public internal(set) var message: Message?
  /// Whether it was said before the prompt that is open: then it does not hide the prompt's keys.
  var isMessageEarlier = false
  /// The messages so far.
  public internal(set) var log = MessageLog()

  /// Changes under way, in the order in which they were asked for.
  public internal(set) var pending: [PendingChange] = []
  /// What was cut from a text last.
  var killed = KillBuffer()
  /// Drafts that were refused while another one was open; they open one after the other.
  var returnedDrafts: [Editor] = []
  /// What arrived while the order of rows was frozen by an editor.
  var deferred: Snapshot?
  /// The change after which the cursor goes to its todo, unless the user moves it before.
  var followed: EditName?
  var markSource: MarkSource

  /// The state of an app that has just started and knows nothing yet.
  ///
  /// - Parameter seed: a random number.
  public init(options: Options, size: Size, now: Moment, seed: UInt64) {
    self.options = options
    self.size = size
    self.now = now
    keymap = options.settings.keymap
    isQueueing = options.queueWrites
    markSource = MarkSource(seed: seed)
    list.query = ListQuery(
      TodoView(named: options.settings.view), sort: Sort(rawValue: options.settings.sort) ?? .list)
  }

  /// Whether keys that write do something: at once, or by way of the queue.
  public var mayWrite: Bool { coordination.mayWrite || isQueueing }

  /// What the runtime does first.
  public mutating func start() -> [Effect] { load() }

  /// Whether every effect has been answered and it is clear who leads.
  public var isQuiet: Bool {
    list.loading == nil && list.commit != nil && pending.isEmpty && knowsLeader
  }

  /// Whether it is clear who leads, as far as this tab has a part in it: one that leads knows that it
  /// does.
  public var knowsLeader: Bool {
    guard let leader = coordination.leader else {
      return coordination.role == .observer || coordination.isRestricted
    }
    return leader.tab != coordination.tab || coordination.role == .leader
  }

  /// Whether a key leads out of the list, whoever leads and whatever is listed.
  public func leaves(by key: Key) -> Bool {
    guard case .list = mode, overlay == nil else { return false }
    return [.quit, .suspend].contains(keymap[key, in: .list])
  }

  /// Which row shows what.
  var layout: Layout {
    if case .editing(let editor) = mode {
      Layout(size, writesNotes: editor.notes != nil)
    } else {
      Layout(size)
    }
  }

  /// The prompt, if one is open.
  public var prompt: Prompt? {
    if case .prompting(let prompt) = mode { prompt } else { nil }
  }

  /// The editor, if one is open.
  public var editor: Editor? {
    if case .editing(let editor) = mode { editor } else { nil }
  }
}
