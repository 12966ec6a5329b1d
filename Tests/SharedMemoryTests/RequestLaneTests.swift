import Testing

@testable import SharedMemory

@Suite("Request lane")
struct RequestLaneTests {
  let lane: RequestLane

  init() throws {
    let count = RequestLane.words(entries: 8, payloadWords: 512)
    let words = SharedWords(in: try scratchFile(words: count), at: 0, count: count)
    lane = RequestLane(words, entries: 8, payloadWords: 512)
  }

  private static let tag = RequestLane.Tag(high: 1, low: 2, number: 3, origin: 4, flags: 5)

  /// An answer with one field.
  private static func answer(_ field: UInt64, _ message: String = "") -> RequestLane.Answer {
    var fields = InlineArray<6, UInt64>(repeating: 0)
    fields[0] = field
    return RequestLane.Answer(fields: fields, message: Array(message.utf8))
  }

  /// The first field and the message of an answer; nil for none that can be read.
  private func answered(_ number: UInt64) -> (field: UInt64, message: [UInt8])? {
    guard case .answer(let answer) = lane.answer(to: number) else { return nil }
    return (answer.fields[0], answer.message)
  }

  private func isDamaged(_ number: UInt64) -> Bool {
    if case .damaged = lane.answer(to: number) { return true }
    return false
  }

  private func isLost(_ number: UInt64) -> Bool {
    if case .lost = lane.answer(to: number) { return true }
    return false
  }

  @Test("a request is read as it was written, and its tab reads what its leader answered")
  func thereAndBack() throws {
    lane.publish(5, Array("request".utf8), at: 0, tag: Self.tag)
    #expect(lane.takePending() == 1 << 5)
    #expect(answered(5) == nil && !isDamaged(5) && !isLost(5))
    #expect(lane.take(lane.mark(of: 5), stamp: 8))
    let request = try #require(lane.request(5))
    #expect(request.tag == Self.tag && request.bytes == Array("request".utf8))
    lane.answer(5, stamp: 8, Self.answer(42, "message"))
    let answer = try #require(answered(5))
    #expect(answer.field == 42 && answer.message == Array("message".utf8))
  }

  @Test("an answer of a leader that was stopped meanwhile is not taken for its successor's (Q4)")
  func lateAnswer() {
    lane.publish(5, Array("request".utf8), at: 0, tag: Self.tag)
    #expect(lane.take(lane.mark(of: 5), stamp: 7))
    // Its leader is stopped; the successor takes it again, and answers.
    #expect(lane.take(lane.mark(of: 5), stamp: 8))
    lane.answer(5, stamp: 8, Self.answer(1, "refused"))
    #expect(answered(5)?.field == 1)
    // The stopped one goes on: its words are whole, and yet they are not what the mark stands for.
    lane.answer(5, stamp: 7, Self.answer(2))
    #expect(answered(5)?.field == 1)
    lane.write(Self.answer(2), to: 5, stamp: 7)
    #expect(lane.mark(of: 5).stamp == 8)
    #expect(answered(5) == nil && isDamaged(5))
  }

  @Test("a stopped leader's answer does not end a request that the successor still has (Q1)")
  func earlyAnswer() {
    lane.publish(5, Array("request".utf8), at: 0, tag: Self.tag)
    #expect(lane.take(lane.mark(of: 5), stamp: 7))
    #expect(lane.take(lane.mark(of: 5), stamp: 8))
    lane.answer(5, stamp: 7, Self.answer(2))
    #expect(lane.mark(of: 5).phase == .taken)
    #expect(answered(5) == nil && !isDamaged(5) && !isLost(5))
    lane.putBack(5, stamp: 7)
    #expect(lane.mark(of: 5).phase == .taken)
    lane.answer(5, stamp: 8, Self.answer(1))
    #expect(answered(5)?.field == 1)
  }

  @Test("a mark that neither the tab nor a leader made is said to be lost, not waited for")
  func lostMark() {
    for word in [0, 13 << 27 | 1, 13 << 27 | 3, 5 << 27 | 7, 5 << 27 | 4, .max] as [UInt64] {
      lane.publish(5, Array("request".utf8), at: 0, tag: Self.tag)
      lane.words.store(word, at: lane.entry(5))
      #expect(isLost(5), "\(word)")
    }
  }

  @Test("a request is withdrawn or taken, never both; and it is remembered that it was taken")
  func withdrawn() {
    lane.publish(5, Array("request".utf8), at: 0, tag: Self.tag)
    let mark = lane.mark(of: 5)
    #expect(lane.take(mark, stamp: 7))
    #expect(!lane.withdraw(5) && !lane.wasTaken(5))
    lane.noteTaken(5, at: 3)
    lane.putBack(5, stamp: 7)
    #expect(lane.wasTaken(5) && lane.withdraw(5))
    #expect(!lane.take(mark, stamp: 8))
  }
}
