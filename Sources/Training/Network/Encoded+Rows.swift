import Engine
import Tabular

extension Encoded where Scalar: RunScalar {
  /// The rows as the engine takes them, for the time of a call.
  func withRows<Result, Fault: Error>(
    _ body: (Rows<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    try inputs.withUnsafeBufferPointer { inputs throws(Fault) in
      try targets.withUnsafeBufferPointer { targets throws(Fault) in
        guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else {
          preconditionFailure("a matrix has an address")
        }
        return try body(Rows(inputs: inputs, targets: targets, count: rows))
      }
    }
  }

  /// The bytes of the numbers.
  var size: Int { (inputs.columns + targets.columns) * rows * MemoryLayout<Scalar>.stride }
}
