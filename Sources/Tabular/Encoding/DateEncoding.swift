import Numerics

/// A date becomes the days since 1970-01-01, encoded as a number is; and behind that number's inputs
/// its parts.
///
/// All are of UTC. Days of the week and times of day tell what comes again, the elapsed time what
/// changes.
package struct DateEncoding: Hashable, Sendable {
  /// A part of a date.
  package enum Part: String, CaseIterable, Sendable {
    case year
    /// From 1 to 12.
    case month
    /// From Monday, 0, to Sunday, 6.
    case weekday
    /// The time of day in hours, minutes and seconds being fractions.
    case hour

    /// Whether it begins anew, so that its end is near its start: it then becomes a scaled number, and
    /// the sine and the cosine of its place in its period.
    package var isPeriodic: Bool { self != .year }

    /// How many inputs the part becomes.
    package var width: Int { isPeriodic ? 3 : 1 }

    /// How people call it.
    package var name: String { self == .weekday ? "day of week" : rawValue }

    /// The part of a date as a number.
    /// - Parameter days: days since 1970-01-01.
    package func value(_ days: Double) -> Double {
      guard days.isFinite, abs(days) < 1e8 else { return 0 }
      let number = Int(days.rounded(.down))
      return switch self {
      case .year: Double(CalendarDay(number: number).year)
      case .month: Double(CalendarDay(number: number).month)
      case .weekday: Double(CalendarDay.weekday(ofNumber: number))
      // A day's fraction keeps microseconds, so that whole seconds are found again.
      case .hour: ((days - Double(number)) * 86_400e4).rounded() / 3600e4
      }
    }

    /// Where its period starts, and how long it is.
    package var period: (start: Double, length: Double) {
      switch self {
      case .year: (0, .infinity)
      case .month: (1, 12)
      case .weekday: (0, 7)
      case .hour: (0, 24)
      }
    }

    /// How far in its period a value is, as a share of the period.
    package func turns(_ value: Double) -> Double { (value - period.start) / period.length }

    /// The sine and the cosine of that share of a turn.
    package func placeInPeriod(_ value: Double) -> (sine: Double, cosine: Double) {
      Functions.sineAndCosine(turns: turns(value))
    }
  }

  /// A part with how it is scaled. One that is the same in all training rows becomes 0, and so do its
  /// sine and cosine.
  package struct ScaledPart: Hashable, Sendable {
    package let part: Part
    package let scaling: NumberScaling

    package var isConstant: Bool {
      if case .linear(_, 0) = scaling { true } else { false }
    }
  }

  /// The days since 1970-01-01, with what stands for a missing date.
  package var elapsed: NumberEncoding
  package var parts: [ScaledPart]

  /// How many inputs the date becomes.
  package var width: Int { parts.reduce(elapsed.width) { $0 + $1.part.width } }

  /// The inputs that are scaled numbers, by the place among the date's inputs.
  package var numbers: [(name: String, place: Int)] {
    var place = elapsed.width
    return [("days", 0)]
      + parts.map { part in
        defer { place += part.part.width }
        return (part.part.name, place)
      }
  }

  /// Encodes the parts of a date.
  /// - Parameter days: days since 1970-01-01; NaN where missing.
  func encodeParts<Scalar: TableScalar>(
    _ days: Double, into inputs: UnsafeMutablePointer<Scalar>
  ) {
    let days = days == days ? days : elapsed.fill
    var place = 0
    for part in parts {
      let value = part.part.value(days)
      inputs[place] = Scalar(part.scaling.apply(value))
      if part.part.isPeriodic {
        let (sine, cosine) = part.part.placeInPeriod(value)
        inputs[place + 1] = part.isConstant ? 0 : Scalar(sine)
        inputs[place + 2] = part.isConstant ? 0 : Scalar(cosine)
      }
      place += part.part.width
    }
  }
}

extension DateFormat {
  /// The parts of a date that the format names.
  var parts: [DateEncoding.Part] {
    [.year] + (hasMonth ? [.month] : []) + (hasDay ? [.weekday] : []) + (hasHour ? [.hour] : [])
  }
}
