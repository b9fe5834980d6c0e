import Spec
import System
import Tabular

/// What becomes of each column of a table.
struct ColumnsProposal {
  let sections: [Named<ColumnSection>]
  /// Nil where each row is learnt by itself.
  let window: WindowSection?
  /// The inputs of windows; nil where no window is proposed.
  let inputs: [String]?
  /// What columns are called like pixels or steps.
  let shapes: [ShapeProposal]
  /// The inputs that are not left aside.
  private let kept: [String]
  /// Why columns are left aside.
  let notes: [String]

  /// A column of more categories becomes a learnt vector.
  private static let mostOneHot = 64

  /// A window has at most so many rows, and at most a tenth of those that follow one another, so that a
  /// window and its target find room among the rows held back.
  private static let mostSteps = 24

  /// - Parameter target: the columns to predict.
  init(_ survey: TableSurvey, target: [String]) {
    // A network without inputs would be refused.
    let hasUse = survey.columns.contains { $0.judgement?.isUseless != true }
    var sections: [Named<ColumnSection>] = []
    var notes = survey.notes
    // Windows are shapes of their own.
    shapes = survey.window == nil ? ShapeProposal.all(survey) : []
    let shaped = Set(shapes.flatMap(\.columns))
    let mixed = Dictionary(survey.mixed.map { ($0.name, $0.value) }) { first, _ in first }
    var found: WindowSection?
    if let window = survey.window {
      var section = WindowSection()
      section.order = window.order
      section.by = window.by
      section.steps = min(Self.mostSteps, window.rows / 10)
      found = section
      notes.append(Self.note(section, target: target[0]))
    }
    for column in survey.columns {
      let report = column.report
      if report.name == found?.by { continue }
      var section = mixed[report.name] ?? ColumnSection()
      section.type = report.type
      // Where it is not known, `check` goes on to ask.
      if report.otherDateFormat == nil { section.dateFormat = report.dateFormat?.text }
      let name = report.name.quoted
      if report.name == found?.order {
        sections.append(Named(report.name, section))
        continue
      }
      // A pixel that is the same in all rows has its place in the image.
      if let judgement = column.judgement, !shaped.contains(report.name) {
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
              + (hasUse ? "" : " only because no other column is any better")
              + ": \(judgement.reason)"
              + (hasUse ? "; \"type\": \"ignore\" in data.columns leaves it out" : ""))
        }
      }
      if section.type == .categorical {
        if column.hasLongNumbers {
          notes.append(
            "column \(name) has whole numbers with more digits than float64 can hold and is treated as "
              + "categories")
        }
        let areMany = (report.distinctTexts ?? 0) > Self.mostOneHot
        section.encoding = areMany && found == nil ? .embedding : .oneHot
        if areMany, found != nil { section.maxCategories = Self.mostOneHot }
      }
      if section.type != .ignore, let note = report.ambiguityNote { notes.append(note) }
      if let note = report.unreadNote { notes.append(note) }
      sections.append(Named(report.name, section))
    }
    window = found
    self.inputs = found.map { window in
      sections.filter { $0.value.type != .ignore && $0.name != window.order }.map(\.name) + target
    }
    let inputs = Set(survey.columns.map(\.report.name))
    kept = sections.filter { $0.value.type != .ignore }.map(\.name)
    self.sections = sections + survey.mixed.filter { !inputs.contains($0.name) }
    self.notes = notes + shapes.map(\.note)
  }

  /// Says of the inputs what shapes they have.
  func stateShapes(in data: inout DataSection) {
    if shapes.count == 1, areAllShaped {
      data.shape = shapes[0].shape
    } else {
      data.groups = shapes.map { $0.group(among: kept) }
    }
  }

  /// Whether no input is without a shape.
  var areAllShaped: Bool {
    !shapes.isEmpty && shapes.reduce(0) { $0 + $1.columns.count } == kept.count
  }

  /// Why rows are seen together with those before them.
  private static func note(_ window: WindowSection, target: String) -> String {
    let group = window.by.map { " for each \($0.quoted)" } ?? ""
    return
      "the dates in column \(window.order.quoted) are evenly spaced\(group), so each row, "
      + "with the \(window.steps - 1) before it, predicts \(target.quoted) in the row after it, also from its own past; "
      + "change steps and horizon in data.window, or remove it (and \("inputs".quoted)) to learn "
      + "each row by itself"
  }
}
