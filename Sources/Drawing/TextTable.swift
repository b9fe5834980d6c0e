import System

/// Cells in columns of equal width, for people; control characters in them are shown.
package struct TextTable {
  private let rows: [[String]]
  private let firstNumber: Int
  private let width: Int

  /// - Parameters:
  ///   - numbersFromColumn: The first of the columns that are aligned on their right.
  ///   - width: How long a line may be: text of the last column that is longer continues below. Nil for
  ///     any length.
  package init(_ rows: [[String]], numbersFromColumn first: Int = .max, width: Int? = nil) {
    self.rows = rows.map { $0.map(\.shown) }
    firstNumber = first
    self.width = width ?? .max
  }

  /// A line for each row, or several.
  package var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    let start = widths.dropLast().reduce(0) { $0 + $1 + Self.gap.count }
    return rows.flatMap { row in
      // Where the other columns leave too little room for words, the lines are long.
      row.count == columns && width - start >= 20 ? Self.wrapped(row, width - start) : [row]
    }.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        if column >= firstNumber { return space + cell }
        return column == row.count - 1 ? cell : cell + space
      }
      var line = cells.joined(separator: Self.gap)[...]
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private static let gap = "  "

  /// A row whose last cell is broken between words, on rows of its own.
  private static func wrapped(_ row: [String], _ width: Int) -> [[String]] {
    let others = Array(row.dropLast())
    return (row.last ?? "").wrapped(to: width).enumerated().map { number, line in
      (number == 0 ? others : others.map { _ in "" }) + [line]
    }
  }
}
