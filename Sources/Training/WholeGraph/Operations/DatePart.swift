package import Engine
package import Tabular

/// A part of a date as a number, the date being days since 1970-01-01.
package struct DatePart: NumberOperation {
  package let part: DateEncoding.Part

  package init(_ part: DateEncoding.Part) { self.part = part }

  package var name: String { part.rawValue }
  package func value(_ x: Double) -> Double { part.value(x) }

  package static var examples: [Example] {
    DateEncoding.Part.allCases.map {
      Example(DatePart($0), [.init(Shape(.batch, 1), in: -30000...30000)])
    }
  }
}

/// The sine and the cosine of a part's place in its period: [rows, 1] ↦ [rows, 2].
package struct PlaceInPeriod: CellOperation {
  package let part: DateEncoding.Part

  package init(of part: DateEncoding.Part) { self.part = part }

  package var name: String { "\(part.rawValue)_in_period" }

  package func columns(of input: Int) -> Int? { input == 1 ? 2 : nil }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    (y[0], y[1]) = part.placeInPeriod(x[0])
  }

  package static var examples: [Example] {
    DateEncoding.Part.allCases.filter(\.isPeriodic).map {
      Example(
        PlaceInPeriod(of: $0), [.init(Shape(.batch, 1), in: 0...12)],
        refused: [[Shape(.batch, 2)]])
    }
  }
}
