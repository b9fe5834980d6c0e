internal import COpenBLAS

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
  /// C ← A B by CBLAS, row-major; `leading` are row strides.
  static func blasProduct(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int,
    a: UnsafePointer<Self>, leadingA: Int, b: UnsafePointer<Self>, leadingB: Int,
    c: UnsafeMutablePointer<Self>, leadingC: Int)
}

/// OpenBLAS, told once to work on the calling thread alone: the team's threads share the work out.
private enum SingleThreadedBLAS {
  static let isReady: Bool = {
    openblas_set_num_threads(1)
    return true
  }()
}

extension Float: Scalar {
  package typealias Register = SIMD16<Float>

  package static func kernel(of operation: any Operation) -> Kernel<Float> { operation.kernel32 }

  package static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Float> {
    { call, context in
      updateParameters(call, context, areWeights: areWeights) {
        optimizer.update32($0, rate: $1, step: $2)
      }
    }
  }

  package static func blasProduct(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int,
    a: UnsafePointer<Float>, leadingA: Int, b: UnsafePointer<Float>, leadingB: Int,
    c: UnsafeMutablePointer<Float>, leadingC: Int
  ) {
    guard SingleThreadedBLAS.isReady else { return }
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      Int32(rows), Int32(columns), Int32(depth), 1, a, Int32(leadingA), b, Int32(leadingB), 0, c,
      Int32(leadingC))
  }
}

extension Double: Scalar {
  package typealias Register = SIMD8<Double>

  package static func kernel(of operation: any Operation) -> Kernel<Double> { operation.kernel64 }

  package static func kernel(of optimizer: any Optimizer, areWeights: Bool) -> Kernel<Double> {
    { call, context in
      updateParameters(call, context, areWeights: areWeights) {
        optimizer.update64($0, rate: $1, step: $2)
      }
    }
  }

  package static func blasProduct(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, depth: Int,
    a: UnsafePointer<Double>, leadingA: Int, b: UnsafePointer<Double>, leadingB: Int,
    c: UnsafeMutablePointer<Double>, leadingC: Int
  ) {
    guard SingleThreadedBLAS.isReady else { return }
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      Int32(rows), Int32(columns), Int32(depth), 1, a, Int32(leadingA), b, Int32(leadingB), 0, c,
      Int32(leadingC))
  }
}
