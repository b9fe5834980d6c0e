import Spec
import Tabular

/// What becomes of each column of a table.
struct ColumnsProposal {
  let sections: [Named<ColumnSection>]
  /// Why columns are left aside.
  let notes: [String]

  /// A column of more categories becomes a learnt vector.
  private static let mostOneHot = 64

  init(_ survey: TableSurvey) {
    // A network without inputs would be refused.
    let hasUse = survey.columns.contains { $0.uselessness == nil }
    var sections: [Named<ColumnSection>] = []
    var notes = survey.missing.map {
      "\($0.text.quoted) in column \($0.column.quoted) is taken for a missing number"
    }
    for column in survey.columns {
      let report = column.report
      var section = ColumnSection()
      section.type = report.type
      // Where it is not known, `check` goes on to ask.
      if report.otherDateFormat == nil { section.dateFormat = report.dateFormat?.text }
      if hasUse, let uselessness = column.uselessness {
        section.type = .ignore
        section.dateFormat = nil
        notes.append(
          "column \(report.name.quoted) is set to \"ignore\": \(Self.reason(uselessness, survey))")
      } else if report.type == .categorical {
        if case .stated = report.reason {
          notes.append(
            "column \(report.name.quoted) has texts among its numbers and is taken for categories")
        }
        section.encoding = (report.distinctTexts ?? 0) > Self.mostOneHot ? .embedding : .oneHot
      }
      if section.type != .ignore {
        notes += [report.ambiguityNote, report.strayNote].compactMap { $0 }
      }
      sections.append(Named(report.name, section))
    }
    self.sections = sections
    self.notes = notes
  }

  private static func reason(
    _ uselessness: InputSurvey.Uselessness, _ survey: TableSurvey
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
