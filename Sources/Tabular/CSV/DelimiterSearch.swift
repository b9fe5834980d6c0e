package import System

/// The search for the character that stands between the cells of a table.
package enum DelimiterSearch {
  /// What may stand between cells, in the order in which one is preferred to another.
  static let candidates: [Character] = [",", ";", "\t", "|"]

  /// The character with which the first rows have as many cells as the header; of several, the one with
  /// the most cells. A comma where none makes a table of more than one column.
  /// - Throws: `noInput` where the file cannot be read, `usage` where it cannot be read twice, `data`
  ///   where it has no header.
  package static func delimiter(of source: DataSource) throws(Failure) -> Character {
    let files = try source.files()
    var best: (delimiter: Character, isEven: Bool, cells: Int)?
    for candidate in candidates {
      let reader: TableReader
      do {
        reader = try TableReader(files, delimiter: candidate)
      } catch {
        if candidate == candidates[0], error.status == .noInput { throw error }
        // With another delimiter, what is a fault now may be none.
        continue
      }
      guard reader.source.canRewind else {
        throw Failure(
          .usage, at: files.location, "has to be read several times; expected a file, not a pipe")
      }
      let cells = reader.header.count
      guard cells > 1 else { continue }
      let isEven = isEven(reader)
      if let best, best.isEven == isEven ? best.cells >= cells : best.isEven { continue }
      best = (candidate, isEven, cells)
    }
    return best?.delimiter ?? candidates[0]
  }

  /// Whether the rows of the first chunk have as many cells as the header.
  private static func isEven(_ reader: TableReader) -> Bool {
    let names = reader.names
    let plan = ReadingPlan(
      jobs: Array(repeating: ColumnJob(), count: names.count), names: names, inputs: 0, targets: 0,
      emptyTail: reader.emptyTail, range: PrecisionRange(Double.self))
    return ChunkParser(plan: plan, dialect: reader.dialect).parse(reader.first).fault == nil
  }
}
