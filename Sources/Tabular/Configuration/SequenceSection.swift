package import Spec

/// The section `data.sequence`: a row of the table is a step of a sequence.
package struct SequenceSection: Declared {
  package var by = ""
  package var order = ""
  package var steps = 0

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "by", \.by, .text("the name of a column"),
      "the column that tells the sequences apart: the rows with the same cell are one, wherever they stand",
      isRequired: true),
    Field(
      "order", \.order, .text("the name of a column"),
      "the column of numbers or dates that the rows of a sequence are ordered by, no two of them alike",
      isRequired: true),
    Field(
      "steps", \.steps, .integer(1...2_147_483_647),
      """
      how many steps a sequence has room for; shorter ones are masked at the end, and of longer ones the \
      last steps are kept and the others counted in a note
      """,
      isRequired: true),
  ]
}

/// The section `data.window`: a row of the table and those before it predict a later one.
package struct WindowSection: Declared {
  package var by: String?
  package var order = ""
  package var steps = 0
  package var horizon = 1

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "order", \.order, .text("the name of a column"),
      """
      the column of numbers or dates that rows are ordered by, no two of a group alike; steps are counted \
      in rows, whatever lies between them
      """,
      isRequired: true),
    Field(
      "by", \.by, .text("the name of a column"),
      "the column whose cell the rows of a window have in common; by default all rows are one group"
    ),
    Field(
      "steps", \.steps, .integer(1...2_147_483_647),
      "how many rows a window has, the one that it stands for being the last", isRequired: true),
    Field(
      "horizon", \.horizon, .integer(1...2_147_483_647),
      "how many rows behind a window's last one the row is whose target it predicts"),
  ]
}
