import CommandLineKit
import Foundation
import Penholder
import Synchronization

/// The life of `penholder tab`: takes requests, answers them, tells of events, and leaves cleanly
/// whatever ends it.
final class TabSession: Sendable {
  /// How many requests may be under way; the next line is read when one has been answered. (The end
  /// of input is then noticed later, too; signals always are.)
  private static let maximumUnderWay = 256
  /// How long requests may still take after the end of input, and lines to be taken off our hands.
  private static let patience = (requests: Duration.seconds(5), lines: Duration.seconds(1))

  let database: MultiTabDatabase
  private let policy: MultiTabDatabase.WritePolicy
  let output: LineOutput
  private let room = DispatchSemaphore(value: maximumUnderWay)
  private let underWay = DispatchGroup()
  /// The last request that may write, which the next one waits for.
  private let lastWrite = Mutex<Task<Void, Never>?>(nil)
  private let endings: AsyncStream<Ending>
  private let end: AsyncStream<Ending>.Continuation

  /// Why it ends.
  enum Ending {
    case endOfInput
    case asked(Request)
    case signal
    /// Nobody reads what it writes.
    case unread
  }

  init(_ database: MultiTabDatabase, policy: MultiTabDatabase.WritePolicy) {
    self.database = database
    self.policy = policy
    let (endings, end) = AsyncStream<Ending>.makeStream(bufferingPolicy: .bufferingOldest(1))
    self.endings = endings
    self.end = end
    output = LineOutput { end.yield(.unread) }
  }

  /// Returns when the tab has left.
  func run() async {
    takeSignals()
    let telling = await startTelling()
    LineInput.start { [self] item in take(item) }
    var iterator = endings.makeAsyncIterator()
    let ending = await iterator.next() ?? .signal
    switch ending {
    case .endOfInput, .asked: await finishRequests()
    case .signal, .unread: break
    }
    await database.close()
    // What was still under way is being refused now.
    if case .asked = ending { await finishRequests() }
    await Self.within(Self.patience.lines) { [output] in
      for task in telling { await task.value }
      if case .asked(let request) = ending {
        await output.write(Self.answer(to: request.id, .success([:])))
      }
    }
  }

  private func takeSignals() {
    EndingSignals.handle { [database, end] number in
      guard number == SIGTSTP else {
        // The second one does not wait for a long transaction to end.
        EndingSignals.letBe()
        end.yield(.signal)
        return
      }
      let resigned = DispatchSemaphore(value: 0)
      Task {
        await database.suspendCandidacy()
        resigned.signal()
      }
      resigned.wait()
      EndingSignals.actByDefault(number)
      database.resumeCandidacy()
    }
  }

  private func finishRequests() async {
    await Self.within(Self.patience.requests) { [underWay] in
      await withCheckedContinuation { continuation in
        underWay.notify(queue: .global()) { continuation.resume() }
      }
    }
  }

  /// Returns when `work` has, or after a while.
  private static func within(_ limit: Duration, _ work: @escaping @Sendable () async -> Void) async
  {
    let (ends, end) = AsyncStream<Void>.makeStream()
    let tasks = [
      Task {
        await work()
        end.finish()
      },
      Task {
        // Cancelled: the work was quicker.
        try? await Task.sleep(for: limit)
        end.finish()
      },
    ]
    for await _ in ends {}
    for task in tasks { task.cancel() }
  }

  // MARK: Requests

  /// On the input's thread; false when nothing more is to be read.
  private func take(_ item: LineInput.Item) -> Bool {
    let line: ArraySlice<UInt8>
    switch item {
    case .end:
      end.yield(.endOfInput)
      return false
    case .tooLong:
      room.wait()
      underWay.enter()
      let limit = LineInput.longest >> 20
      let failure = Failure(
        "REQUEST_TOO_LARGE", "A line has at most \(limit) MiB.", exit: EX_DATAERR)
      finish(.null, .failure(failure))
      return true
    case .line(let bytes): line = bytes
    }
    let request: Request
    do { request = try Request(line: line) } catch {
      room.wait()
      underWay.enter()
      finish(error.id, .failure(error.failure))
      return true
    }
    if request.op == "close" {
      end.yield(.asked(request))
      return false
    }
    room.wait()
    underWay.enter()
    start(request)
    return true
  }

  private func start(_ request: Request) {
    if request.op == "queueWrite" || request.op == "write" && policy == .queue {
      return queue(request)
    }
    guard Self.mayWrite.contains(request.op) else {
      Task { [self] in finish(request.id, await outcome(of: request, after: nil)) }
      return
    }
    lastWrite.withLock { last in
      let predecessor = last
      last = Task { [self] in
        finish(request.id, await outcome(of: request, after: predecessor))
        // Whoever comes next waits for all before it, even if this one had no need to.
        await predecessor?.value
      }
    }
  }

  private func outcome(
    of request: Request, after predecessor: Task<Void, Never>?
  ) async -> Result<JSON, Failure> {
    do {
      return .success(try await perform(request, after: predecessor))
    } catch {
      return .failure(Failure(error))
    }
  }

  func finish(_ id: JSON, _ outcome: Result<JSON, Failure>) {
    output.send(Self.answer(to: id, outcome)) { [room, underWay] in
      room.signal()
      underWay.leave()
    }
  }

  private static func answer(to id: JSON, _ outcome: Result<JSON, Failure>) -> JSON {
    switch outcome {
    case .success(let members):
      guard case .object(let members) = members else { preconditionFailure("answers are objects") }
      let head = [
        JSON.Member(key: "id", value: id), JSON.Member(key: "ok", value: .bool(true)),
      ]
      return .object(head + members)
    case .failure(let failure):
      return ["id": id, "ok": .bool(false), "error": failure.json]
    }
  }
}
