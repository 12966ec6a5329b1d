import Screen

/// A sentence to the user: what happened, to whom, and what to do next.
public struct Message: Hashable, Sendable {
  /// How much attention it wants.
  public enum Weight: Hashable, Sendable {
    case note
    case success
    case warning
    case failure
  }

  /// The sentence.
  public let text: String
  /// The same in about 40 columns, for windows where the sentence does not fit.
  public let short: String?
  /// How much attention it wants.
  public let weight: Weight
  /// When it was said.
  public let time: TimeOfDay

  /// A sentence said at `time`.
  public init(_ text: String, short: String? = nil, _ weight: Weight = .note, at time: TimeOfDay) {
    self.text = text
    self.short = short
    self.weight = weight
    self.time = time
  }

  /// The role in which it is shown.
  var role: Role {
    switch weight {
    case .note: .text
    case .success: .success
    case .warning: .warning
    case .failure: .danger
    }
  }
}

/// The last messages, oldest first.
public struct MessageLog: Hashable, Sendable {
  /// As many are kept; an older one is forgotten for each new one.
  public static let limit = 200

  /// The messages that are kept.
  public private(set) var messages: [Message] = []

  /// An empty log.
  public init() {}

  /// Keeps `message`. Complexity: O(limit) at worst.
  public mutating func append(_ message: Message) {
    if messages.count == Self.limit { messages.removeFirst() }
    messages.append(message)
  }
}
