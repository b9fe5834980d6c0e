import Spec
import Tabular

/// What becomes of each column of a table.
struct ColumnsProposal {
  let sections: [Named<ColumnSection>]
  /// About how many inputs the columns become.
  let inputs: Int
  /// Why columns are left aside.
  let notes: [String]

  /// So many categories of a column are told apart.
  private static let maxCategories = 64

  init(_ survey: TableSurvey) {
    // A network without inputs would be refused.
    let hasUse = survey.columns.contains { $0.uselessness == nil }
    var sections: [Named<ColumnSection>] = []
    var notes = survey.missing.map {
      "\($0.text.quoted) in column \($0.column.quoted) is taken for a missing number"
    }
    var inputs = 0
    for column in survey.columns {
      let report = column.report
      var section = ColumnSection()
      section.type = report.type
      if hasUse, let uselessness = column.uselessness {
        section.type = .ignore
        notes.append(
          "column \(report.name.quoted) is set to \"ignore\": \(Self.reason(uselessness, survey))")
      } else if report.type == .categorical {
        if case .stated = report.reason {
          notes.append(
            "column \(report.name.quoted) has texts among its numbers and is taken for categories")
        }
        section.encoding = .oneHot
        section.maxCategories = Self.maxCategories
        inputs += min(Self.maxCategories, report.distinctTexts ?? 0)
      } else {
        inputs += 1
      }
      sections.append(Named(report.name, section))
    }
    self.sections = sections
    self.notes = notes
    self.inputs = inputs
  }

  private static func reason(
    _ uselessness: ColumnSurvey.Uselessness, _ survey: TableSurvey
  ) -> String {
    switch uselessness {
    case .empty: "it holds no value"
    case .constant: "all its cells are the same"
    case .rowNumber: "it counts the rows"
    case .identifier(let distinct):
      "it names rows, with \(distinct) different values in \(survey.rows) rows"
    }
  }
}
