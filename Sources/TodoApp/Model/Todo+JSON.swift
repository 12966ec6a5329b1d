// The JSON that scripts may rely on: every key is always there, what is absent is null, days and
// times are ISO 8601. Which tab did what is a matter of the screen and stays out of it.
extension Todo: Codable {
  private enum Field: String, CodingKey {
    case id, title, done, priority, project, tags, due, notes, parent, recurrence, createdAt
    case completedAt, version
  }

  /// Writes all fields of the contract.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(title, forKey: .title)
    try fields.encode(done, forKey: .done)
    // `encode`, not `encodeIfPresent`: an absent value is null.
    try fields.encode(priority, forKey: .priority)
    try fields.encode(project, forKey: .project)
    try fields.encode(tags, forKey: .tags)
    try fields.encode(due, forKey: .due)
    try fields.encode(notes.isEmpty ? nil : notes, forKey: .notes)
    try fields.encode(parent, forKey: .parent)
    try fields.encode(recurrence, forKey: .recurrence)
    try fields.encode(createdAt, forKey: .createdAt)
    try fields.encode(completedAt, forKey: .completedAt)
    try fields.encode(version, forKey: .version)
  }

  /// Reads what `encode` writes; what may be null may be missing.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    let createdAt = try fields.decode(Instant.self, forKey: .createdAt)
    self.init(
      id: try fields.decode(Int64.self, forKey: .id),
      title: try fields.decode(String.self, forKey: .title),
      done: try fields.decode(Bool.self, forKey: .done),
      priority: try fields.decodeIfPresent(Priority.self, forKey: .priority),
      project: try fields.decodeIfPresent(String.self, forKey: .project),
      tags: try fields.decodeIfPresent([String].self, forKey: .tags) ?? [],
      due: try fields.decodeIfPresent(Due.self, forKey: .due),
      notes: try fields.decodeIfPresent(String.self, forKey: .notes) ?? "",
      parent: try fields.decodeIfPresent(Int64.self, forKey: .parent),
      recurrence: try fields.decodeIfPresent(Recurrence.self, forKey: .recurrence),
      createdAt: createdAt,
      completedAt: try fields.decodeIfPresent(Instant.self, forKey: .completedAt),
      version: try fields.decode(Int64.self, forKey: .version))
  }
}

extension Due: Codable {
  /// Writes it as `2026-11-23`, or `2026-11-23T09:00`.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(iso)
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    let text = try value.decode(String.self)
    guard let due = Due(iso: text) else {
      throw DecodingError.dataCorruptedError(
        in: value,
        debugDescription: "'\(text)' is no date; write it as 2026-11-23 or 2026-11-23T09:00")
    }
    self = due
  }
}

extension Recurrence: Codable {
  /// Writes it as `1w` or `+1w`.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(text)
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    let text = try value.decode(String.self)
    guard let recurrence = Recurrence(text: text) else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "'\(text)' is no recurrence; write it as 1w or +1w")
    }
    self = recurrence
  }
}

extension Instant: Codable {
  /// Writes the point in time as ISO 8601 in UTC.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(iso)
  }

  /// Reads a point in time written as ISO 8601 in UTC.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    let text = try value.decode(String.self)
    guard let instant = Instant(iso: text) else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "'\(text)' is no time; write it as 2026-11-23T14:03:19Z")
    }
    self = instant
  }
}
