import Engine
import Randomness
import Spec

typealias Operation = Engine.Operation
typealias Shape = Engine.Shape

/// Pseudo-random numbers for tests, one after the other.
struct TestRandom {
  private let stream: RandomStream
  private var index = 0

  init(_ seed: UInt64) { stream = RandomStream(seed: seed, .split) }

  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    index += 1
    return range.lowerBound + stream.uniforms(index).0 * (range.upperBound - range.lowerBound)
  }

  mutating func integer(below bound: Int) -> Int { Int(uniform(in: 0...0.999_999) * Double(bound)) }

  /// Elements for an operand of an example, at least 0.05 away from its kinks.
  mutating func elements(_ operand: Example.Operand, rows: Int) -> [Double] {
    (0..<operand.shape.count(batch: rows)).map { _ in
      while true {
        let number = uniform(in: operand.range)
        if operand.isLabel { return number.rounded() }
        if operand.kinks.allSatisfy({ abs($0 - number) > 0.05 }) { return number }
      }
    }
  }
}

/// A network whose layers go together, for tests that are not about that.
func soundNetwork(
  inputs: Int, groups: [InputGroup] = [], embeddings: [Embedding] = [], layers: [any Layer],
  loss: any Loss, regularizer: any Regularizer = NoRegularizer(), classes: Int?,
  targetScales: [Double]? = nil, isWeighted: Bool = false
) -> Network {
  do throws(LayerFault) {
    return try Network(
      inputs: inputs, groups: groups, embeddings: embeddings, layers: layers, loss: loss,
      regularizer: regularizer, classes: classes, targetScales: targetScales,
      isWeighted: isWeighted)
  } catch {
    fatalError("\(error.path): \(error.message)")
  }
}

/// Every activation that the registry knows.
let allActivations: [any Activation] = Activations.registry.names.compactMap { name in
  let json = JSONValue.object([("activation", .text(name))])
  return try? Dense.read(json).value.activation
}

extension Graph {
  /// A value of the given shape whose elements a test gives: a leaf, or one reshaped.
  mutating func leaf(_ shape: Shape) -> Value {
    switch shape.rows {
    case .batch(let times): reshaped(data(0, columns: times * shape.columns), to: shape)
    case .fixed(let rows): parameter(rows: rows, columns: shape.columns)
    }
  }

  /// The sum of all elements of a value, each times a leaf's element: a scalar that every element
  /// reaches with a weight of its own.
  mutating func weightedTotal(_ value: Value) -> (total: Value, weights: Value) {
    let weights = leaf(shape(value))
    let rows = apply(SumColumns(), apply(Multiply(), value, weights))
    return (shape(rows) == .scalar ? rows : apply(SumRows(), rows), weights)
  }
}
