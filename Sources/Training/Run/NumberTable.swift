package import System

/// A CSV of numbers as runs write them, column by column.
package struct NumberTable: Sendable {
  /// The names in the header.
  package let names: [String]
  /// [column][row]; nil for an empty cell.
  private let columns: [[Double?]]
  /// The number of rows.
  package let count: Int

  /// A bound for what is read whole.
  private static let largestFile = 1 << 30

  /// - Throws: `noInput` where the file cannot be read, `data` where it is no table of numbers.
  package init(path: String) throws(Failure) {
    let bytes = try InputFile.read(path, limit: Self.largestFile, status: .data)
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    guard let header = lines.first else { throw Failure(.data, at: .file(path), "no header") }
    func cells(_ line: ArraySlice<UInt8>) -> [String] {
      line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    let names = cells(header)
    var columns: [[Double?]] = names.map { _ in [] }
    for (number, line) in lines.dropFirst().enumerated() {
      let row = cells(line)
      guard row.count == names.count else {
        throw Failure(
          .data, at: .position(file: path, line: number + 2, column: 1),
          "\(row.count) cells, expected \(names.count)")
      }
      for (column, cell) in row.enumerated() {
        let value = Double(cell)
        if value == nil, !cell.isEmpty {
          throw Failure(
            .data, at: .position(file: path, line: number + 2, column: 1),
            "\(cell.quoted) in column \(names[column].quoted), expected a number")
        }
        columns[column].append(value)
      }
    }
    self.names = names
    self.columns = columns
    count = lines.count - 1
  }

  /// The cells of a column; nil where there is no such column.
  package subscript(name: String) -> [Double?]? {
    names.firstIndex(of: name).map { columns[$0] }
  }
}
