/// Cells in columns of equal width, for people.
package struct TextTable {
  private let rows: [[String]]
  private let firstNumber: Int

  /// - Parameter numbersFromColumn: the first of the columns that are aligned on their right.
  package init(_ rows: [[String]], numbersFromColumn first: Int = .max) {
    self.rows = rows
    firstNumber = first
  }

  /// A line for each row.
  package var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        if column >= firstNumber { return space + cell }
        return column == row.count - 1 ? cell : cell + space
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
