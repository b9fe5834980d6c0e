internal import Spec
internal import Synchronization
internal import Glibc
internal import System

/// The table that several runs read one after the other, or side by side, where its cells are in a file: read once.
final class SharedTable: Sendable {
  /// What a table follows from.
  private struct Key: Equatable {
    /// The sections, without what says which rows are held back.
    let sections: String
    let precision: String
    let versions: [[Int]]
  }

  private let last = Mutex<(key: Key, table: TrainingTable)?>(nil)

  /// The table of a configuration, as it was read before where it may be.
  /// - Parameter read: reads it.
  func table(
    _ data: DataSection, _ preprocessing: PreprocessingSection, precision: String, in room: RowRoom,
    _ read: () throws(Failure) -> TrainingTable
  ) throws(Failure) -> TrainingTable {
    guard let key = Self.key(data, preprocessing, precision, room) else { return try read() }
    let found: Result<TrainingTable, Failure> = last.withLock { last in
      if let last, last.key == key { return .success(last.table) }
      do throws(Failure) {
        let table = try read()
        // In memory it is used up.
        if table.raw.cells.size == 0 { last = (key, table) }
        return .success(table)
      } catch {
        return .failure(error)
      }
    }
    return try found.get()
  }

  /// Nil for a table that may fit in memory, which runs read by themselves, and for one that cannot be read twice.
  private static func key(
    _ data: DataSection, _ preprocessing: PreprocessingSection, _ precision: String, _ room: RowRoom
  ) -> Key? {
    guard let files = try? data.train.files() else { return nil }
    let found = files.paths.compactMap { FileSystem.status($0) }
    guard found.count == files.paths.count,
      found.allSatisfy({ $0.st_mode & S_IFMT == S_IFREG }),
      found.reduce(0, { $0 + Int($1.st_size) }) >= room.bytes / 16
    else { return nil }
    var data = data
    (data.validation, data.test) = (nil, nil)
    return Key(
      sections: data.written.onOneLine + preprocessing.written.onOneLine, precision: precision,
      versions: found.map {
        [Int($0.st_ino), Int($0.st_size), $0.st_mtim.tv_sec, $0.st_mtim.tv_nsec]
      })
  }
}
