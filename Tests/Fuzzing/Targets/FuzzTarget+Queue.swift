import PenholderCore
import SharedMemory

@testable import Penholder

extension FuzzTarget {
  /// A lane on which somebody scribbles between what its tab and leaders do.
  static func lane(_ bytes: [UInt8]) throws {
    var input = FuzzInput(bytes)
    let (entries, payload) = (8, 128)
    let words = try SharedWords.zeros(
      RequestLane.words(entries: entries, payloadWords: payload))
    let lane = RequestLane(words, entries: entries, payloadWords: payload)
    var (next, offset): (UInt64, Int) = (1, 0)
    var published: [UInt64: [UInt8]] = [:]
    while !input.isEmpty {
      let number = UInt64(input.byte() % 16)
      switch input.byte() % 7 {
      case 0, 1: words.store(input.noise(), at: input.number(below: words.count))
      case 2:
        let content = input.run(Int(input.byte()))
        let tag = RequestLane.Tag(high: 1, low: 2, number: next, origin: 3, flags: 0)
        lane.publish(next, content, at: offset % payload, tag: tag)
        published[next] = content
        offset += RequestLane.room(forBytes: content.count)
        next += 1
      case 3:
        _ = lane.take(lane.mark(of: number), stamp: UInt64(input.byte() & 3))
        lane.noteTaken(number, at: UInt64(input.byte()) + 1)
      case 4:
        // Q3: whatever was scribbled, what has a checksum is what a tab wrote there.
        if let request = lane.request(number), request.tag.number == number,
          let content = published[number], lane.mark(of: number).number == number
        {
          try promise(
            request.bytes.count == content.count && request.bytes == content,
            "request \(number) is read as another")
        }
      case 5:
        let answer = RequestLane.Answer(
          fields: InlineArray(repeating: number), message: input.run(Int(input.byte())))
        lane.answer(number, stamp: UInt64(input.byte() & 3), answer)
      default:
        _ = lane.withdraw(number)
        if case .answer(let answer) = lane.answer(to: number) {
          try promise(answer.message.count <= RequestLane.messageLimit, "a long message")
          _ = AnswerRecord.read(answer)
        }
      }
      _ = (lane.takePending(), lane.isOccupied, lane.depth)
    }
    // A tab takes over what is left, clears it, and goes on.
    lane.clear()
    let tag = RequestLane.Tag(high: 1, low: 2, number: next, origin: 3, flags: 0)
    lane.publish(next, [1, 2, 3], at: 0, tag: tag)
    try promise(lane.take(lane.mark(of: next), stamp: 9), "a cleared lane cannot be taken from")
    try promise(lane.request(next)?.bytes == [1, 2, 3], "a cleared lane has lost a request")
  }

  /// A request's statements and values.
  static func request(_ bytes: [UInt8]) throws {
    guard let body = RequestBody(bytes: bytes) else { return }
    let again = body.bytes
    guard let read = RequestBody(bytes: again) else {
      throw Broken(description: "a request that was read cannot be written")
    }
    // By bytes: a value that is no number is not equal to itself.
    try promise(read.bytes == again, "a request is read as another: \(body)")
    try promise(
      read.statements.count == body.statements.count
        && read.expectedChanges == body.expectedChanges, "another request")
    for statement in body.statements { _ = StatementHead(statement.sql).objection }
  }

  /// The outcomes that a transaction stored.
  static func outcomes(_ bytes: [UInt8]) throws {
    let outcomes = OutcomeList.outcomes(in: bytes)
    let again = OutcomeList.bytes(of: outcomes)
    try promise(OutcomeList.outcomes(in: again) == outcomes, "outcomes are read as others")
  }

  /// What a leader answered.
  static func answer(_ bytes: [UInt8]) throws {
    var input = FuzzInput(bytes)
    var answer = RequestLane.Answer(fields: InlineArray(repeating: 0))
    for index in 0..<6 { answer.fields[index] = input.noise() }
    answer.message = input.run(RequestLane.messageLimit)
    guard let reading = AnswerRecord.read(answer) else { return }
    let again = AnswerRecord.lane(
      TakenRequest.Answer(
        result: reading.result, commit: reading.commit, term: reading.term,
        isReplayed: reading.isReplayed))
    guard let read = AnswerRecord.read(again) else {
      throw Broken(description: "an answer that was read cannot be written")
    }
    try promise(
      read.result == reading.result && read.commit == reading.commit && read.term == reading.term
        && read.isReplayed == reading.isReplayed, "an answer is read as another")
  }

  /// The name of a request.
  static func key(_ bytes: [UInt8]) throws {
    let text = text(bytes)
    let (key, bornAt) = RequestKey.parse(text)
    if key.isNamed { return }
    try promise(key.text(bornAt: bornAt) == text, "a key is spelled in two ways")
  }

  /// What decides how a statement is routed.
  static func sql(_ bytes: [UInt8]) throws {
    let text = text(bytes)
    let head = StatementHead(text)
    _ = (head.objection, head.changesRows)
    let pragmas = StatementHead.pragmas(in: text)
    try promise(pragmas.count <= bytes.count, "more statements than letters")
    if head.pragma != nil { try promise(pragmas.first == head, "a pragma is overlooked") }
  }
}
