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
    var notes = survey.notes
    let mixed = Dictionary(survey.mixed.map { ($0.name, $0.value) }) { first, _ in first }
    for column in survey.columns {
      let report = column.report
      var section = mixed[report.name] ?? ColumnSection()
      section.type = report.type
      if hasUse, let uselessness = column.uselessness {
        section = ColumnSection()
        section.type = .ignore
        notes.append(
          "column \(report.name.quoted) is set to \"ignore\": \(Self.reason(uselessness, survey))")
      } else if report.type == .categorical {
        section.encoding = (report.distinctTexts ?? 0) > Self.mostOneHot ? .embedding : .oneHot
      }
      sections.append(Named(report.name, section))
    }
    let inputs = Set(survey.columns.map(\.report.name))
    self.sections = sections + survey.mixed.filter { !inputs.contains($0.name) }
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
