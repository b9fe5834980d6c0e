/// A matrix repeated to a larger shape: its single row over all rows, its single column over all columns.
package struct Broadcast: Operation {
  package var name: String { "broadcast" }
  let shape: Shape

  package init(shape: Shape) { self.shape = shape }

  package var isElementwise: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].broadcasts(to: shape) else {
      throw ShapeError(name, inputs, expected: "one matrix that broadcasts to \(shape)")
    }
    return shape
  }

  package func isIdentityOnOneRow(of input: Shape) -> Bool {
    shape.rowCount(batch: 1) == 1 && shape.columns == input.columns
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.summed(upstream, from: shape, to: graph.shape(inputs[0]))]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText { inputs[0] }

  package var kernel32: Kernel<Float> { { call, _ in mapElements(call) { $0 } } }
  package var kernel64: Kernel<Double> { { call, _ in mapElements(call) { $0 } } }

  package static var examples: [Example] {
    let full = Shape(.batch, 5)
    return [Shape(1, 5), Shape(.batch, 1), .scalar].map { shape in
      Example(Broadcast(shape: full), [.init(shape)], refused: [[Shape(.batch, 4)], [full, full]])
    }
  }
}
