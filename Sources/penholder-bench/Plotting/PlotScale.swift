import Glibc

/// From values to places on an axis.
struct PlotScale {
  /// Whether equal ways are equal ratios.
  let isLogarithmic: Bool
  /// The values at the two ends.
  let low: Double
  let high: Double
  /// The places at the two ends.
  let start: Double
  let end: Double

  /// Values that span more than so many times the smallest one want ratios.
  static let wideSpan = 20.0

  /// - Parameters:
  ///   - values: what has to find a place. On a logarithmic scale, what is nothing stands at its end.
  ///   - isLogarithmic: nil to see for itself.
  ///   - isTight: whether the ends are the values' own and no round ones.
  init(
    _ values: [Double], from start: Double, to end: Double, isLogarithmic: Bool? = nil,
    isTight: Bool = false
  ) {
    (self.start, self.end) = (start, end)
    let values = values.filter(\.isFinite)
    let positive = values.filter { $0 > 0 }
    let most = positive.max() ?? 1
    let least = positive.min() ?? most
    self.isLogarithmic =
      isLogarithmic.map { $0 && !positive.isEmpty } ?? (most / least > Self.wideSpan)
    if self.isLogarithmic {
      let (below, above) =
        isTight ? (least, most) : (Self.round(least, up: false), Self.round(most, up: true))
      // One value alone has a decade to stand in.
      (low, high) = below < above ? (below, above) : (below / 3, above * 3)
    } else {
      low = min(0, values.min() ?? 0)
      let step = Self.step(low, most)
      high = isTight ? most : (most / step - 1e-9).rounded(.up) * step
    }
  }

  /// Where a value stands; nothing stands beyond the ends.
  func place(_ value: Double) -> Double {
    let part: Double
    if isLogarithmic {
      part = log10(max(value, low) / low) / log10(high / low)
    } else {
      part = (value - low) / (high - low)
    }
    return start + min(1, max(0, part)) * (end - start)
  }

  /// Round values for the axis, in their order: as many as can be read.
  var ticks: [Double] {
    guard isLogarithmic else {
      let step = Self.step(low, high)
      let first = Int((low / step).rounded(.up))
      let last = Int((high / step + 1e-9).rounded(.down))
      return first > last ? [] : (first...last).map { Double($0) * step }
    }
    let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let decades = log10(high / low)
    let factors: [Double] = decades > 3.5 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5]
    return exponents.flatMap { exponent in factors.map { $0 * pow(10, Double(exponent)) } }.filter {
      $0 >= low * 0.999 && $0 <= high * 1.001
    }
  }

  /// A round value for people: no zeros behind the point, commas at thousands.
  static func label(_ value: Double) -> String {
    guard value != value.rounded() || abs(value) >= 1e15 else {
      return (value < 0 ? "-" : "") + Measure.Unit.grouped(abs(Int(value)))
    }
    // A round value's digits, without what arithmetic left behind them.
    var digits = 1
    var power = 10.0
    while digits < 9, abs(value * power - (value * power).rounded()) > 1e-6 * abs(value * power) {
      digits += 1
      power *= 10
    }
    let scaled = Int((abs(value) * power).rounded())
    let fraction = "\(scaled % Int(power))"
    let zeros = String(repeating: "0", count: max(0, digits - fraction.count))
    return "\(value < 0 ? "-" : "")\(scaled / Int(power)).\(zeros)\(fraction)"
  }

  /// The next one of 1, 2, 5, 10, 20 …
  private static func round(_ value: Double, up: Bool) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    let steps = [1.0, 2, 5, 10].map { $0 * power }
    return up
      ? steps.first { $0 >= value * 0.999 } ?? value : steps.last { $0 <= value * 1.001 } ?? value
  }

  /// Between two ticks, for about five of them.
  private static func step(_ low: Double, _ high: Double) -> Double {
    guard high > low else { return 1 }
    return round((high - low) / 6, up: true)
  }
}
