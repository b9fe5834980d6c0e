/// The rows of a file as read: numbers, and codes in columns of texts.
struct RawTable {
  /// [rows, inputs and target cells]; a missing cell is NaN.
  let cells: RowStore
  /// How many inputs a row has; what belongs to targets comes behind them.
  let inputs: Int
  /// For each column of the file the texts that its codes stand for.
  let texts: [TextPool]
  let tally: ChunkTally

  var rows: Int { cells.rows }
}
