internal import System

/// How much memory rows may take, and where those are kept that do not fit.
package struct RowRoom: Sendable {
  /// The most bytes; nil for what the machine leaves at the time.
  private let stated: Int?
  /// The folder for what does not fit.
  package let folder: String
  /// What several runs share; nil for one run.
  private(set) var sharedTable: SharedTable?

  /// The same room for several runs, which read a table once that does not fit.
  package var shared: RowRoom {
    var room = self
    room.sharedTable = SharedTable()
    return room
  }

  /// - Parameters:
  ///   - bytes: the most that rows may take in memory; nil for what the machine leaves.
  ///   - folder: where rows go that do not fit.
  package init(bytes: Int? = nil, folder: String) {
    stated = bytes
    self.folder = folder
  }

  /// What the machine leaves, and the current folder.
  package static var standard: RowRoom { RowRoom(folder: ".") }

  /// The most bytes that rows may take, beside all that the process has by now.
  package var bytes: Int { min(stated ?? .max, MachineMemory.room) }

  /// Whether more rows find room in memory, with half as much left for what is made of them.
  /// - Parameter kept: the bytes of those that there are already.
  func fits(_ bytes: Int, beside kept: Int) -> Bool {
    let (all, overflow) = bytes.addingReportingOverflow(kept)
    return bytes <= MachineMemory.room / 3 * 2 && !overflow && all <= stated ?? .max
  }
}
