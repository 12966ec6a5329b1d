import Screen

/// All measurements, of this tab and of all together, each with its meaning.
enum MetricsPage {
  static func lines(for state: State) -> [Line] {
    guard let survey = state.survey else { return [[Span("Looking.", .dim)]] }
    let symbols = state.symbols
    let width = Layout(state.size).width
    switch width {
    case .full:
      let time = state.surveyedAt.map { "as of \($0)" } ?? ""
      let heading: Line = [
        Span(left("Measurements", 18), .heading), Span(right("this tab", 10), .key),
        Span(right("all tabs", 10), .key), Span("   \(time)", .dim),
      ]
      return [heading]
        + survey.metrics.map { metric in
          [
            Span(left(metric.name, 18)), Span(right(text(metric.tab, symbols), 10), .selected),
            Span(right(text(metric.group, symbols), 10)), Span("   \(metric.words)", .dim),
          ]
        }
    case .narrow:
      // The meaning has a line of its own.
      let heading: Line = [
        Span(left("", 18), .heading), Span(right("this", 9), .key), Span(right("all", 9), .key),
      ]
      return [heading]
        + survey.metrics.flatMap { metric -> [Line] in
          [
            [
              Span(left(metric.name, 18)), Span(right(text(metric.tab, symbols), 9), .selected),
              Span(right(text(metric.group, symbols), 9)),
            ], [Span("  \(metric.words)", .dim)],
          ]
        }
    case .tiny:
      return survey.metrics.map { metric in
        let value = text(metric.tab, symbols)
        let room = max(1, state.size.columns - value.count - 1)
        return [Span(left(String(metric.name.prefix(room)), room)), Span(" \(value)", .selected)]
      }
    }
  }

  private static func text(_ value: Metric.Value, _ symbols: Symbols) -> String {
    switch value {
    case .count(let count): "\(count)"
    case .nanoseconds(let span): Labels.span(span.map { Int64(clamping: $0) }, symbols)
    case .rate(let rate): Labels.rate(rate, symbols)
    }
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
