import Glibc
import Spec
import System

/// A table of numbers that a run writes, read on from where it was left. Of a long one the rows of every second
/// epoch, or every fourth and so on, are kept.
package struct LiveTable {
  /// What is read at once, in bytes.
  private static let pieceSize = 1 << 20

  private let path: String
  /// So many epochs are kept at most.
  private let mostEpochs: Int
  /// Of the file that is being read.
  private var inode: UInt64?
  private var offset = 0
  /// What is read of a row that has not ended yet.
  private var rest: [UInt8] = []
  package private(set) var names: [String] = []
  /// The rows that are kept; nil for an empty cell. Rows are added at the end as long as the generation is the same.
  package private(set) var rows: [[Double?]] = []
  package private(set) var generation = 0
  /// The last row of the file.
  package private(set) var latest: [Double?]?
  private var stride = 1
  private var keptEpochs = 0

  package init(path: String, mostEpochs: Int) {
    self.path = path
    self.mostEpochs = mostEpochs
  }

  /// The epoch of the last row.
  package var epoch: Int? { (latest?.first ?? nil).flatMap { Int(exactly: $0) } }

  /// Reads what was added, or everything where the file is another or shorter than it was.
  package mutating func readOn() {
    let descriptor = FileSystem.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else {
      if inode != nil { reset(inode: nil) }
      return
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    if UInt64(status.st_ino) != inode || Int(status.st_size) < offset {
      reset(inode: UInt64(status.st_ino))
    }
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    var last: [UInt8] = []
    while true {
      let count = pread(descriptor, &piece, piece.count, off_t(offset))
      guard count > 0 else { break }
      offset += count
      take(piece[..<count], last: &last)
    }
    if !last.isEmpty, !rows.isEmpty { latest = Self.cells(last[...]) }
  }

  private mutating func reset(inode: UInt64?) {
    self.inode = inode
    offset = 0
    rest = []
    names = []
    rows = []
    latest = nil
    stride = 1
    keptEpochs = 0
    generation += 1
  }

  /// Takes bytes that come behind those before.
  /// - Parameter last: becomes the last row that has ended.
  private mutating func take(_ bytes: ArraySlice<UInt8>, last: inout [UInt8]) {
    var start = bytes.startIndex
    var lastRow: Range<Int>?
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      if rest.isEmpty {
        take(row: bytes[start..<end])
        lastRow = start..<end
      } else {
        last = rest + bytes[start..<end]
        rest = []
        take(row: last[...])
      }
      start = end + 1
    }
    if let lastRow { last = Array(bytes[lastRow]) }
    rest += bytes[start...]
  }

  private mutating func take(row: ArraySlice<UInt8>) {
    if names.isEmpty {
      names = row.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
      return
    }
    let digits = row.prefix { $0 != UInt8(ascii: ",") }
    guard let epoch = Int(String(decoding: digits, as: UTF8.self)) else { return }
    if epoch % stride == 0 {
      if rows.last?.first != Double(epoch) { keptEpochs += 1 }
      rows.append(Self.cells(row))
    }
    guard keptEpochs > mostEpochs else { return }
    stride *= 2
    rows.removeAll { row in
      row.first.flatMap { $0 }.map { Int($0) % stride != 0 } ?? true
    }
    keptEpochs = Set(rows.map { $0.first ?? nil }).count
    generation += 1
  }

  private static func cells(_ row: ArraySlice<UInt8>) -> [Double?] {
    row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
      $0.isEmpty ? nil : Double(String(decoding: $0, as: UTF8.self))
    }
  }

  /// What comes behind the rows that a page has.
  func news(generation: Int, count: Int) -> JSONValue {
    func json(_ row: [Double?]) -> JSONValue {
      .list(row.map { $0.map { .number($0) } ?? JSONValue(.null) })
    }
    let known = generation == self.generation ? min(count, rows.count) : 0
    return .object([
      ("generation", .integer(self.generation)), ("names", .list(names.map { .text($0) })),
      ("rows", .list(rows[known...].map(json))),
      ("latest", latest.map(json) ?? JSONValue(.null)),
    ])
  }
}
