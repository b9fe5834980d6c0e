import Spec
import System

/// How the rows of a table become examples of several steps.
package struct StepLayout: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// All rows of a group are one example.
    case sequence
    /// Each row is one, with those before it, and predicts what comes so many rows later.
    case window(horizon: Int)
  }

  package let kind: Kind
  /// The column whose cell the rows of a group have in common; nil where all rows are one group.
  package let by: String?
  /// The column that the rows of a group are ordered by.
  package let order: String
  /// How its cells are written: dates, or else numbers.
  package let orderFormat: CellFormat
  /// How many steps an example has, or has at most.
  package let steps: Int

  /// Whether an example may have fewer steps than there is room for, so that inputs tell their number.
  package var hasLengths: Bool { kind == .sequence }

  /// The columns that answers are told by.
  package var names: [String] { [by].compactMap { $0 } + (kind == .sequence ? [] : [order]) }

  /// What an example is called.
  package var noun: String { kind == .sequence ? "sequence" : "window" }

  /// What to say of a table without any example.
  var noExample: String {
    kind == .sequence
      ? "no sequence has a target in its last row" : "the rows make no window; \(need)"
  }

  /// What a window takes, for messages.
  var need: String {
    guard case .window(let horizon) = kind else { return "" }
    let group = by.map { " with one \(Message.quoted($0))" } ?? ""
    return
      "a window takes \(steps) row\(steps == 1 ? "" : "s")\(group), one after another, and a target "
      + "\(horizon) row\(horizon == 1 ? "" : "s") after the last"
  }
}

extension StepLayout {
  var json: JSONValue {
    var members: [(String, JSONValue)] = []
    if let by { members.append(("by", .text(by))) }
    members += [("order", .text(order)), ("steps", .integer(steps))]
    if case .window(let horizon) = kind { members.append(("horizon", .integer(horizon))) }
    if orderFormat != CellFormat() {
      members.append(("order_format", .object(orderFormat.members)))
    }
    return .object(members)
  }

  /// Nil where the JSON is none of a layout.
  init?(json: JSONValue) {
    guard let order = json["order"]?.text, let steps = json["steps"]?.integer, steps > 0 else {
      return nil
    }
    self.order = order
    self.steps = steps
    by = json["by"]?.text
    if let horizon = json["horizon"] {
      guard let rows = horizon.integer, rows > 0 else { return nil }
      kind = .window(horizon: rows)
    } else {
      guard by != nil else { return nil }
      kind = .sequence
    }
    guard let format = json["order_format"].map({ CellFormat(json: $0) }) ?? CellFormat() else {
      return nil
    }
    orderFormat = format
  }
}

extension StepLayout {
  /// The layout that a configuration states for a table; nil where it states none.
  init?(_ table: TrainingTable, _ data: DataSection) {
    guard let columns = table.selection.steps,
      let slot = table.selection.inputs.firstIndex(of: columns.order)
    else { return nil }
    if let sequence = data.sequence {
      kind = .sequence
      steps = sequence.steps
    } else if let window = data.window {
      kind = .window(horizon: window.horizon)
      steps = window.steps
    } else {
      return nil
    }
    by = columns.by.map { table.names[$0] }
    order = table.names[columns.order]
    var format = table.formats.inputs[slot]
    format.date = table.reports[slot].dateFormat
    orderFormat = format
  }

  /// How many columns an input matrix has; `Int.max` where there are more than that.
  /// - Parameter features: how many a step has.
  func width(features: Int) -> Int {
    let count = MachineMemory.saturatedProduct(steps, features)
    return count == .max ? count : count + (hasLengths ? 1 : 0)
  }
}
