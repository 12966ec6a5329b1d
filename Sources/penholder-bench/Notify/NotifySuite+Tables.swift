extension NotifySuite {
  /// One measure with so many listeners.
  func showTable(_ measure: Measure, size: Int, _ what: String) {
    let items = collector.measurements.filter {
      $0.size == size && $0.measure.name == measure.name
    }
    guard let first = items.first else { return }
    show(
      Distribution(
        title: "\(measure.title), \(what)", measure: measure, measurements: items,
        reference: first.candidate
      ).text)
  }

  /// A group that did nothing.
  func showIdle(_ followers: Int) {
    var table = Table(
      ["Idle, \(followers) followers; a second and process, servers not counted"]
        + ["wake-ups", "processor [\(NotifyMeasures.idleTime.label)]"]
        + ["own memory [\(NotifyMeasures.memory.label)]"])
    let items = collector.measurements.filter { $0.size == followers }
    for item in items where item.measure == NotifyMeasures.wakeUps {
      let row = NotifyMeasures.idle.map { measure in
        items.first { $0.candidate == item.candidate && $0.measure == measure }
      }
      table.add([item.candidate] + row.map { $0.flatMap { $0.median.map($0.measure.text) } ?? "–" })
    }
    show(table.text)
  }
}
