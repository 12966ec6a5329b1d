import Foundation

/// What a process has done so far, all its threads together.
struct Activity: Equatable, Sendable {
  /// How often one of its threads has gone to sleep; each will have been woken.
  var sleeps: UInt64 = 0
  /// Nanoseconds on a processor.
  var busy: UInt64 = 0

  /// From the text of `/proc/PID/task/TID/status`; nil if that is something else.
  static func sleeps(status: String) -> UInt64? {
    let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
    return line?.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " }).last.flatMap {
      UInt64($0)
    }
  }

  /// From the text of `/proc/PID/task/TID/schedstat`; nil if that is something else.
  static func busy(schedstat: String) -> UInt64? {
    schedstat.split(separator: " ").first.flatMap { UInt64($0) }
  }

  static func of(_ process: Int32) throws -> Activity {
    var activity = Activity()
    let folder = "/proc/\(process)/task"
    for thread in try FileManager.default.contentsOfDirectory(atPath: folder) {
      func read(_ file: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(thread)/\(file)", encoding: .utf8)
      }
      let (status, schedule): (String, String)
      do { (status, schedule) = (try read("status"), try read("schedstat")) } catch {
        // A thread that has ended meanwhile.
        if !FileManager.default.fileExists(atPath: "\(folder)/\(thread)") { continue }
        throw error
      }
      guard let sleeps = sleeps(status: status), let busy = busy(schedstat: schedule) else {
        throw BenchError("\(folder) is not as proc(5) says.")
      }
      activity.sleeps += sleeps
      activity.busy += busy
    }
    return activity
  }
}
