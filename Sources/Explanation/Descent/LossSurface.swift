package import Engine
package import Spec
package import System

/// A loss of two parameters, x and y, to watch optimizers on. Its formula is stated once: it becomes a
/// graph for the descent, runs on numbers for the drawing, and writes itself down for the reader.
package protocol LossSurface: Component {
  func value<N: Number>(_ x: N, _ y: N) -> N
  /// The part that is drawn.
  static var xRange: ClosedRange<Double> { get }
  static var yRange: ClosedRange<Double> { get }
}

extension LossSurface {
  /// The value at a point.
  package func value(x: Double, y: Double) -> Double {
    value(SIMD8<Double>(repeating: x), SIMD8<Double>(repeating: y))[0]
  }

  /// The formula as it is written.
  package var formula: String {
    value(FormulaText(name: "x"), FormulaText(name: "y")).description
  }
}

/// The known surfaces.
package enum LossSurfaces {
  /// By their names on the command line.
  package static let registry = Registry<any LossSurface>(
    "function",
    [
      Entry(Ravine.self) { $0 },
      Entry(Saddle.self) { $0 },
      Entry(LocalMinima.self) { $0 },
      Entry(Cliff.self) { $0 },
      Entry(Rosenbrock.self) { $0 },
      Entry(Beale.self) { $0 },
    ])

  /// The surface with a name.
  /// - Throws: `usage` where there is none, the nearest name given.
  package static func surface(_ name: String) throws(Failure) -> any LossSurface {
    let json = JSONValue.object([("function", .text(name))])
    return try Choice.read(json, title: "--function", status: .usage).value.surface
  }

  private struct Choice: Declared {
    var surface: any LossSurface = Ravine()

    static let fields: [Field<Choice>] = [
      Field("function", \.surface, .component(in: LossSurfaces.registry), "the surface")
    ]
  }

  /// A line on each surface: its name, formula and meaning.
  package static var overview: [String] {
    registry.names.compactMap { name in
      (try? surface(name)).map { "\(name): \($0.formula); \(type(of: $0).meaning)" }
    }
  }
}
