package import Engine
package import Tabular

extension Encoded where Scalar: RunScalar {
  /// The rows as the engine takes them, for the time of a call.
  /// - Parameter areWeighted: whether their losses count by their weights.
  package func withRows<Result, Fault: Error>(
    areWeighted: Bool = true, _ body: (Rows<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    try inputs.withUnsafeBufferPointer { inputs throws(Fault) in
      try targets.withUnsafeBufferPointer { targets throws(Fault) in
        guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else {
          preconditionFailure("a matrix has an address")
        }
        guard areWeighted, let weights else {
          return try body(Rows(inputs: inputs, targets: targets, count: rows))
        }
        return try weights.withUnsafeBufferPointer { weights throws(Fault) in
          try body(
            Rows(inputs: inputs, targets: targets, weights: weights.baseAddress, count: rows))
        }
      }
    }
  }

  /// The bytes of the numbers.
  var size: Int {
    (inputs.columns + targets.columns + (weights == nil ? 0 : 1)) * rows
      * MemoryLayout<Scalar>.stride
  }
}
