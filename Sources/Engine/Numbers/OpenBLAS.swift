internal import Glibc
internal import System

/// The two functions of OpenBLAS that the engine calls. The library is loaded when a plan first has a product for it,
/// so no other command waits for it or needs it.
///
/// Invariants: the functions have the types that `cblas.h` gives them where integers have 32 bits, as in every library
/// of this file name. The library stays loaded until the process ends, and works on the calling thread alone: the
/// team's threads share the work out.
struct OpenBLAS: Sendable {
  /// C ← α A B + β C: the order of elements, whether A and B are transposed, rows, columns, depth, α, A, its row
  /// stride, B, its row stride, β, C, its row stride.
  typealias Product32 =
    @convention(c) (
      CInt, CInt, CInt, CInt, CInt, CInt, Float, UnsafePointer<Float>, CInt, UnsafePointer<Float>,
      CInt, Float, UnsafeMutablePointer<Float>, CInt
    ) -> Void
  typealias Product64 =
    @convention(c) (
      CInt, CInt, CInt, CInt, CInt, CInt, Double, UnsafePointer<Double>, CInt,
      UnsafePointer<Double>,
      CInt, Double, UnsafeMutablePointer<Double>, CInt
    ) -> Void
  private typealias SetThreadCount = @convention(c) (CInt) -> Void

  /// Why there is no library to call.
  private struct Fault: Error {
    let reason: String

    /// What the loader said last.
    static var ofLoader: Fault {
      Fault(reason: dlerror().map { String(cString: $0) } ?? "the loader does not say why")
    }
  }

  /// As `cblas.h` numbers them.
  static let rowMajor: CInt = 101
  static func transposition(_ isTransposed: Bool) -> CInt { isTransposed ? 112 : 111 }

  let product32: Product32
  let product64: Product64

  private static let result = Result { () throws(Fault) in try OpenBLAS() }

  /// Nil where it cannot be loaded.
  static var loaded: OpenBLAS? { try? result.get() }

  private init() throws(Fault) {
    guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL) else {
      throw .ofLoader
    }
    guard let product32 = dlsym(library, "cblas_sgemm"),
      let product64 = dlsym(library, "cblas_dgemm"),
      let setThreadCount = dlsym(library, "openblas_set_num_threads")
    else { throw .ofLoader }
    self.product32 = unsafeBitCast(product32, to: Product32.self)
    self.product64 = unsafeBitCast(product64, to: Product64.self)
    unsafeBitCast(setThreadCount, to: SetThreadCount.self)(1)
  }

  /// - Throws: `configuration` where it cannot be loaded.
  static func check() throws(Failure) {
    do {
      _ = try result.get()
    } catch {
      throw Failure(
        .configuration,
        "OpenBLAS, which multiplies the largest matrices of this network, cannot be loaded (\(error.reason)); "
          + "on Debian, 'apt-get install libopenblas0' installs it, and a network that is trained with "
          + "training.portable=true does without it")
    }
  }
}
