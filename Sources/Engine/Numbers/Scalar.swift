internal import CProcessor

/// Whether the program is compiled for processors with 32 registers of 64 bytes.
package var hasWideRegisters: Bool { HAS_WIDE_REGISTERS != 0 }

/// The precisions a run can have: `Float` and `Double`.
///
/// Generic code that is reached through `any Operation` or from another module is not specialised by
/// the compiler; each requirement here picks the concrete form of something that must be.
package protocol Scalar: BitPatternScalar, Sendable, LosslessStringConvertible {
  /// A row of the panels that products are made from: 64 bytes, a register or two.
  associatedtype Register: SIMD where Register.Scalar == Self
  /// The kernel of an operation in this precision.
  static func kernel(of operation: any Operation) -> Kernel<Self>
  /// The vector kernel of an operation in this precision.
  static func vectorKernel(of operation: any Operation) -> Kernel<Self>?
  /// The kernel of an optimizer's update, of weights or of biases, in this precision.
  static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Self>
  /// The whole number that this is, such as that of a class; `Int` of a number in no known precision is a slow call.
  var index: Int { get }
  /// In each lane the lane with the number that `places` has there, from 0 to 7.
  static func permuted(_ lanes: SIMD8<Self>, to places: SIMD8<Int32>) -> SIMD8<Self>
  /// The elements of a row in a block that `transpose` takes.
  static var transposedSteps: Int { get }
  /// Rows of `transposedSteps` elements, at most as many as a register holds, become columns of as many rows of
  /// registers; where there are fewer, what is behind the last column has no meaning.
  static func transpose(
    _ source: UnsafePointer<Self>, stride: Int, rows: Int, into target: UnsafeMutablePointer<Self>,
    stride width: Int)
}

extension Float: Scalar {
  package var index: Int { @inline(__always) get { Int(self) } }
  package typealias Register = SIMD16<Float>
  package static var transposedSteps: Int { transposedFloats }

  @inline(__always)
  package static func transpose(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int,
    into target: UnsafeMutablePointer<Float>, stride width: Int
  ) {
    // A constant for whole blocks, which the compiler then takes apart, without a look at each row.
    transposeFloats(source, stride, rows == 16 ? 15 : rows &- 1, target, width)
  }

  package static func kernel(of operation: any Operation) -> Kernel<Float> { operation.kernel32 }
  package static func vectorKernel(of operation: any Operation) -> Kernel<Float>? {
    operation.vectorKernel32
  }

  package static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Float> {
    { call, context in
      updateParameters(call, context, areWeights: areWeights) {
        optimizer.update32($0, rate: $1, step: $2)
      }
    }
  }

  @inline(__always)
  package static func permuted(
    _ lanes: SIMD8<Float>, to places: SIMD8<Int32>
  ) -> SIMD8<Float> {
    permuted32(lanes, places)
  }
}

extension Double: Scalar {
  package var index: Int { @inline(__always) get { Int(self) } }
  package typealias Register = SIMD8<Double>
  package static var transposedSteps: Int { transposedDoubles }

  @inline(__always)
  package static func transpose(
    _ source: UnsafePointer<Double>, stride: Int, rows: Int,
    into target: UnsafeMutablePointer<Double>, stride width: Int
  ) {
    transposeDoubles(source, stride, rows == 8 ? 7 : rows &- 1, target, width)
  }

  package static func kernel(of operation: any Operation) -> Kernel<Double> { operation.kernel64 }
  package static func vectorKernel(of operation: any Operation) -> Kernel<Double>? {
    operation.vectorKernel64
  }

  package static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Double> {
    { call, context in
      updateParameters(call, context, areWeights: areWeights) {
        optimizer.update64($0, rate: $1, step: $2)
      }
    }
  }

  @inline(__always)
  package static func permuted(
    _ lanes: SIMD8<Double>, to places: SIMD8<Int32>
  ) -> SIMD8<Double> {
    permuted64(lanes, places)
  }
}
