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
    let hasUse = survey.columns.contains { $0.judgement?.isUseless != true }
    var sections: [Named<ColumnSection>] = []
    var notes = survey.notes
    let mixed = Dictionary(survey.mixed.map { ($0.name, $0.value) }) { first, _ in first }
    for column in survey.columns {
      let report = column.report
      var section = mixed[report.name] ?? ColumnSection()
      section.type = report.type
      // Where it is not known, `check` goes on to ask.
      if report.otherDateFormat == nil { section.dateFormat = report.dateFormat?.text }
      let name = report.name.quoted
      if let judgement = column.judgement {
        if judgement.isUseless, hasUse {
          section = ColumnSection()
          section.type = .ignore
          // Of an empty column there is nothing to be taken back.
          let wayBack =
            judgement.kind == .index || judgement.kind == .identifier
            ? "; \"type\": \(report.type.rawValue.quoted) in data.columns makes it an input" : ""
          notes.append("column \(name) is set to \"ignore\": \(judgement.reason)\(wayBack)")
        } else {
          notes.append(
            "column \(name) is an input"
              + (hasUse ? "" : " only because no other column is better") + ": \(judgement.reason)"
              + (hasUse ? "; \"type\": \"ignore\" in data.columns leaves it out" : ""))
        }
      }
      if section.type == .categorical {
        if column.hasLongNumbers {
          notes.append(
            "column \(name) has whole numbers of more digits than float64 holds and is taken for "
              + "categories")
        }
        section.encoding = (report.distinctTexts ?? 0) > Self.mostOneHot ? .embedding : .oneHot
      }
      if section.type != .ignore, let note = report.ambiguityNote { notes.append(note) }
      if let note = report.unreadNote { notes.append(note) }
      sections.append(Named(report.name, section))
    }
    let inputs = Set(survey.columns.map(\.report.name))
    self.sections = sections + survey.mixed.filter { !inputs.contains($0.name) }
    self.notes = notes
  }
}
