/// The rows of a run, and what was learnt about their columns.
package struct Splits<Scalar: TableScalar>: Sendable {
  package let train: Encoded<Scalar>
  package let validation: Encoded<Scalar>?
  package let test: Encoded<Scalar>?
  /// Which of the training file's rows with a target the test rows are, where they are some of these.
  package let testRows: [Int]
  package let encoder: Encoder
  /// Of each input column what it was taken for, and why.
  package let columns: [ColumnReport]
  /// The training rows as they stand in the file; nil where nobody asked for them.
  package let cells: TrainingCells?
  /// What is to be said of each input column by its cells, or by those of so many first rows where there are too many;
  /// nil where nobody asked.
  package let judgements: (columns: [ColumnJudgement?], firstRows: Int?)?
  /// Sentences to tell the user, such as how many rows without a target were left out.
  package let notes: [String]
}
