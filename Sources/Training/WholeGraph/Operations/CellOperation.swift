package import Engine

/// An operation on rows of cells, or of what decides answers: each row of the result is a function of the same row
/// of the only input. It stands before the first layer or behind the last, where nothing is trained, and has no
/// gradient.
package protocol CellOperation: Operation {
  /// The columns of the result where the input has so many; nil where it does not take as many.
  func columns(of input: Int) -> Int?
  /// Computes a row.
  /// - Parameters:
  ///   - x: a row of the input, of `count` columns.
  ///   - y: a row of the result.
  func apply(_ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>)
}

extension CellOperation {
  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, let columns = columns(of: inputs[0].columns) else {
      throw ShapeError(name, inputs, expected: "one matrix with columns as for \(name)")
    }
    return Shape(inputs[0].rows, columns)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [nil]
  }

  package var kernel64: Kernel<Double> {
    { call, _ in
      let (input, output) = (call.pointee.a, call.pointee.output)
      for row in 0..<output.rows {
        apply(
          input.pointer + row * input.stride, count: input.columns,
          to: output.pointer + row * output.stride)
      }
    }
  }

  /// Cells are numbers in double precision; this is for the few rows that are computed otherwise.
  package var kernel32: Kernel<Float> {
    { call, _ in
      let (input, output) = (call.pointee.a, call.pointee.output)
      var y = [Double](repeating: 0, count: output.columns)
      for row in 0..<output.rows {
        let x = (0..<input.columns).map { Double(input.pointer[row * input.stride + $0]) }
        apply(x, count: x.count, to: &y)
        for (column, number) in y.enumerated() {
          output.pointer[row * output.stride + column] = Float(number)
        }
      }
    }
  }
}

/// A cell operation that takes each number by itself.
package protocol NumberOperation: CellOperation {
  func value(_ x: Double) -> Double
}

extension NumberOperation {
  package var isElementwise: Bool { true }

  package func columns(of input: Int) -> Int? { input }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    for column in 0..<count { y[column] = value(x[column]) }
  }
}
