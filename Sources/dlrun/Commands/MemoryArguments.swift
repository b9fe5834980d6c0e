import ArgumentParser
import System
import Tabular

/// How much memory rows may take, and where others go.
struct MemoryArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory that the rows of a table may take: a whole number of bytes, or of K, M, G or T (powers of 1024), "
        + "such as 500M or 2G; 0 for none. Tables that need more are kept on disk while the command runs. "
        + "(default: what the machine leaves)", valueName: "size"))
  var memory: ByteCount?

  @Option(
    help: ArgumentHelp(
      "The folder for rows that are kept on disk; it must exist. (default: the folder that the run's folder goes into, else the current one)",
      valueName: "dir"),
    completion: .directory)
  var cache: String?

  /// - Parameter folder: a path in whose nearest folder that exists rows are kept where none is named.
  func room(beside folder: String = ".") throws(Failure) -> RowRoom {
    if let cache {
      guard FileSystem.isFolder(cache) else {
        throw Failure(
          .cannotCreate, at: .file(cache),
          (FileSystem.status(cache) == nil ? "no such folder" : "not a folder")
            + "; --cache expects one that exists")
      }
      return RowRoom(bytes: memory?.value, folder: cache)
    }
    var folder = folder
    while !FileSystem.isFolder(folder) {
      let parent = FilePath.parent(of: folder)
      folder = parent.isEmpty || parent == folder ? "." : parent
    }
    return RowRoom(bytes: memory?.value, folder: folder)
  }
}

/// A number of bytes, such as 64M.
struct ByteCount: ExpressibleByArgument {
  let value: Int

  init?(argument: String) {
    var digits = argument[...]
    var unit = 1
    if let last = digits.last, let place = "KMGT".firstIndex(of: Character(last.uppercased())) {
      digits.removeLast()
      unit = 1 << (10 * ("KMGT".distance(from: "KMGT".startIndex, to: place) + 1))
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit) else { return nil }
    value = MachineMemory.saturatedProduct(Int(digits) ?? .max, unit)
  }
}
