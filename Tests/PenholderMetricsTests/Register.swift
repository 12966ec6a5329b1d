import CoreMetrics
import Synchronization

/// A metrics system that remembers what it was told, by `label{dimension=value,…}`.
final class Register: MetricsFactory {
  struct Entry: Equatable {
    var value = 0.0
    var calls = 0
  }

  /// What has not been destroyed.
  private let entries = Mutex<[String: Entry]>([:])

  subscript(name: String) -> Entry? { entries.withLock { $0[name] } }
  var names: Set<String> { entries.withLock { Set($0.keys) } }

  private final class Handler: CounterHandler, RecorderHandler {
    let name: String
    let register: Register

    init(_ name: String, _ register: Register) {
      self.name = name
      self.register = register
      register.entries.withLock { $0[name] = Entry() }
    }

    private func change(_ change: (inout Double) -> Void) {
      register.entries.withLock { entries in
        guard var entry = entries[name] else { preconditionFailure("\(name) was destroyed") }
        change(&entry.value)
        entry.calls += 1
        entries[name] = entry
      }
    }

    func increment(by amount: Int64) {
      precondition(amount >= 0, "a counter only grows")
      change { $0 += Double(amount) }
    }
    func reset() { change { $0 = 0 } }
    func record(_ value: Int64) { change { $0 = Double(value) } }
    func record(_ value: Double) { change { $0 = value } }
    func destroy() { register.entries.withLock { $0[name] = nil } }
  }

  private func handler(_ label: String, _ dimensions: [(String, String)]) -> Handler {
    let list = dimensions.map { "\($0.0)=\($0.1)" }.joined(separator: ",")
    return Handler("\(label){\(list)}", self)
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    handler(label, dimensions)
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    precondition(!aggregate, "gauges only")
    return handler(label, dimensions)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    preconditionFailure("no timers are made")
  }

  func destroyCounter(_ counter: any CounterHandler) { (counter as? Handler)?.destroy() }
  func destroyRecorder(_ recorder: any RecorderHandler) { (recorder as? Handler)?.destroy() }
  func destroyTimer(_ timer: any TimerHandler) {}
}
