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
      "the column that identifies the sequences: rows with the same cell belong to one, wherever they are",
      isRequired: true),
    Field(
      "order", \.order, .text("the name of a column"),
      "the column of numbers or dates that the rows of a sequence are ordered by, no two of them alike",
      isRequired: true),
    Field(
      "steps", \.steps, .integer(1...2_147_483_647),
      """
      how many steps a sequence can have; shorter ones are masked at the end, and of longer ones only the \
      last steps are kept, which a note counts
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
      "the column whose cell the rows of a window share; by default all rows form one group"
    ),
    Field(
      "steps", \.steps, .integer(1...2_147_483_647),
      "how many rows a window has, ending with its own row", isRequired: true),
    Field(
      "horizon", \.horizon, .integer(1...2_147_483_647),
      "how many rows after its last one a window predicts the target"),
  ]
}
