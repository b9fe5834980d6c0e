import Drawing
import Glibc
package import System
import Training

extension RunReport {
  /// Writes a page, over an earlier report where there is one.
  /// - Throws: `cannotCreate` where another file is there, or `writing`.
  package static func write(
    _ page: String, to path: String, outputs: Outputs
  ) throws(Failure) {
    if FileSystem.permits(F_OK, path) {
      let start = Array(HTMLPage.start(generator: generator).utf8)
      guard try InputFile.read(path, limit: 1 << 28, status: .cannotCreate).starts(with: start)
      else {
        throw Failure(
          .cannotCreate, at: .file(path),
          "the file is there and is no report; expected another name by --out")
      }
    }
    try WholeFile.replace(path, with: Array(page.utf8), outputs: outputs)
  }
}
