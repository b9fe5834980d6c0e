internal import CLanes

/// The precisions a run can have: `Float` and `Double`.
///
/// Generic code that is reached through `any Operation` or from another module is not specialised by
/// the compiler; each requirement here picks the concrete form of something that must be.
package protocol Scalar: BitPatternScalar, Sendable, LosslessStringConvertible {
  /// A row of the panels that products are made from: 64 bytes, a register or two.
  associatedtype Register: SIMD where Register.Scalar == Self
  /// The kernel of an operation in this precision.
  static func kernel(of operation: any Operation) -> Kernel<Self>
  /// The kernel of an optimizer's update, of weights or of biases, in this precision.
  static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Self>
  /// In each lane the lane with the number that `places` has there, from 0 to 7.
  static func permuted(_ lanes: SIMD8<Self>, to places: SIMD8<Int32>) -> SIMD8<Self>
  /// C ← A B by OpenBLAS, row-major; `leading` are row strides.
  /// - Returns: whether it is there; where it is not, nothing is done.
  static func blasProduct(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int,
    a: UnsafePointer<Self>, leadingA: Int, b: UnsafePointer<Self>, leadingB: Int,
    c: UnsafeMutablePointer<Self>, leadingC: Int
  ) -> Bool
}

extension Float: Scalar {
  package typealias Register = SIMD16<Float>

  package static func kernel(of operation: any Operation) -> Kernel<Float> { operation.kernel32 }

  package static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Float> {
    optimizer.kernel32(areWeights: areWeights)
  }

  @inline(__always)
  package static func permuted(
    _ lanes: SIMD8<Float>, to places: SIMD8<Int32>
  ) -> SIMD8<Float> {
    permuted32(lanes, places)
  }

  package static func blasProduct(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int,
    a: UnsafePointer<Float>, leadingA: Int, b: UnsafePointer<Float>, leadingB: Int,
    c: UnsafeMutablePointer<Float>, leadingC: Int
  ) -> Bool {
    guard let multiply = OpenBLAS.loaded?.product32 else { return false }
    multiply(
      OpenBLAS.rowMajor, OpenBLAS.transposition(transposeA), OpenBLAS.transposition(transposeB),
      CInt(rows), CInt(columns), CInt(depth), 1, a, CInt(leadingA), b, CInt(leadingB), 0, c,
      CInt(leadingC))
    return true
  }
}

extension Double: Scalar {
  package typealias Register = SIMD8<Double>

  package static func kernel(of operation: any Operation) -> Kernel<Double> { operation.kernel64 }

  package static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Double> {
    optimizer.kernel64(areWeights: areWeights)
  }

  @inline(__always)
  package static func permuted(
    _ lanes: SIMD8<Double>, to places: SIMD8<Int32>
  ) -> SIMD8<Double> {
    permuted64(lanes, places)
  }

  package static func blasProduct(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int,
    a: UnsafePointer<Double>, leadingA: Int, b: UnsafePointer<Double>, leadingB: Int,
    c: UnsafeMutablePointer<Double>, leadingC: Int
  ) -> Bool {
    guard let multiply = OpenBLAS.loaded?.product64 else { return false }
    multiply(
      OpenBLAS.rowMajor, OpenBLAS.transposition(transposeA), OpenBLAS.transposition(transposeB),
      CInt(rows), CInt(columns), CInt(depth), 1, a, CInt(leadingA), b, CInt(leadingB), 0, c,
      CInt(leadingC))
    return true
  }
}
