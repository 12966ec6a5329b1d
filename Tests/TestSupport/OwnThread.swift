// Who builds the package without its tests has no Testing.
#if canImport(Testing)
  import Dispatch
  import Testing

  /// Runs a test on a thread of its own: one that computes for long, or waits for a program without
  /// letting go.
  ///
  /// Swift's pool has as many threads as the machine has processors. Two such tests on two processors
  /// would hold up every other test, whose time limits run out meanwhile.
  package struct OwnThread: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
      for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
      try await withTaskExecutorPreference(QueueExecutor()) { try await function() }
    }
  }

  extension Trait where Self == OwnThread {
    /// Runs on a thread of its own.
    package static var ownThread: Self { OwnThread() }
  }

  /// Runs jobs one after the other on a queue's thread, which is none of the pool's.
  private final class QueueExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "test")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }
#endif
