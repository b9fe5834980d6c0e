import Engine
import Glibc
import System
import Tabular

/// The models of a run at chosen epochs, each a file that appears whole, so that a run that is
/// interrupted keeps those it made.
final class Snapshots<S: RunScalar> {
  private let folder: String
  private let epochs: Set<Int>
  private let resolved: ResolvedConfiguration
  private let encoder: Encoder
  private let outputs: Outputs
  /// What those hold that are there, by their names in the run's folder.
  private(set) var contents: [(name: String, content: FileContent)]

  /// - Parameter contents: what those hold that were made before; others' files among it do not count.
  init(
    in directory: RunDirectory, _ resolved: ResolvedConfiguration, _ encoder: Encoder,
    from contents: [(name: String, content: FileContent)], outputs: Outputs
  ) {
    self.contents = contents.filter { $0.name.hasPrefix(RunFileName.snapshots + "/") }
    folder = directory.file(RunFileName.snapshots)
    epochs = Set(resolved.configuration.training.snapshots)
    self.resolved = resolved
    self.encoder = encoder
    self.outputs = outputs
  }

  /// The epochs up to one whose models are to be there and are not, ascending.
  func missing(upTo epoch: Int) -> [Int] {
    epochs.filter { $0 <= epoch && !FileSystem.permits(F_OK, path(of: $0)) }.sorted()
  }

  private func path(of epoch: Int) -> String {
    FilePath.path(RunFileName.snapshot(epoch: epoch), in: folder)
  }

  /// Keeps the model as it is after an epoch, where that is one of those chosen.
  /// - Throws: `cannotCreate` or `writing`.
  func take(_ epoch: Int, of learner: Learner<S>) throws(Failure) {
    guard epochs.contains(epoch) else { return }
    guard FileSystem.makeFolder(folder) || errno == EEXIST else {
      throw Failure(
        .cannotCreate, at: .file(folder),
        "the folder cannot be created: \(String(cString: strerror(errno)))")
    }
    let file = try WholeFile(path: path(of: epoch), outputs: outputs)
    try ModelFile.write(
      learner, resolved, encoder: encoder,
      Calibration(stated: resolved.configuration.training), to: file)
    try WholeFile.publish([file], replacing: true)
    let name = FilePath.path(RunFileName.snapshot(epoch: epoch), in: RunFileName.snapshots)
    contents = contents.filter { $0.name != name } + [(name, try FileContent(of: path(of: epoch)))]
  }
}
