import Spec
import System

/// A trace in sections and items, for any kind of text.
struct TraceOutline {
  /// The values forward, the gradients backward, or the updates of a step.
  struct Section {
    let title: String
    let items: [Item]
  }

  /// What is to be read at once: a value, a gradient or a parameter's update.
  struct Item {
    let heading: String
    let note: String
    let lines: [String]
  }

  let title: String
  let steps: [(heading: String, sections: [Section])]

  init(_ trace: Trace) {
    title = trace.title
    steps = trace.steps.map { step in
      (
        Self.heading(step, objective: trace.objective),
        [
          Section(
            title: "Forward: each value from those before it",
            items: step.forward.map(Self.item)),
          Section(
            title: "Backward: the gradient of \(trace.objective) by each value, by the chain rule",
            items: step.backward.map(Self.item)),
          Section(title: Self.updateTitle(step), items: step.updates.map(Self.item)),
        ]
      )
    }
  }

  private static func heading(_ step: Trace.Step, objective: String) -> String {
    let rows =
      step.rows.count > 8
      ? "\(step.rows.count) rows"
      : (step.rows.count == 1 ? "row " : "rows ")
        + step.rows.map(String.init).joined(separator: ", ")
    let penalized = objective == "L" ? "" : ", objective J = \(number(step.objective))"
    return "Step \(step.number), epoch \(step.epoch), \(rows): loss L = \(number(step.loss))"
      + penalized
  }

  private static func updateTitle(_ step: Trace.Step) -> String {
    guard let update = step.updates.first else { return "Update" }
    let constants = update.constants.map { "\($0.name) = \(number($0.value))" }
    return "Update: " + update.rule.joined(separator: "; ") + " with "
      + constants.joined(separator: ", ") + ", t = \(step.number)"
  }

  private static func item(_ entry: Trace.Entry) -> Item {
    let note = [entry.value.shape, entry.meaning?.shown].compactMap(\.self).joined(separator: ", ")
    let heading = entry.formulas.first ?? entry.name
    let lines = entry.numbers.isEmpty ? self.lines(entry.value) : entry.numbers
    // A formula may be the number itself.
    let isSaid = entry.value.isNumber && lines.allSatisfy { heading.hasSuffix("= " + $0) }
    return Item(
      heading: heading, note: note, lines: entry.formulas.dropFirst() + (isSaid ? [] : lines))
  }

  private static func item(_ update: Trace.Update) -> Item {
    var lines: [String] = []
    if update.numbers.isEmpty {
      if let point = update.point { lines += ["gradient taken at"] + Self.lines(point) }
      lines += ["g"] + Self.lines(update.gradient)
      for slot in update.state { lines += [slot.name + " after"] + Self.lines(slot.after) }
      lines += ["W before"] + Self.lines(update.before) + ["W after"] + Self.lines(update.after)
      let share = update.before.norm > 0 ? update.changeNorm / update.before.norm : 0
      lines.append(
        "norm of the change \(number(update.changeNorm)), \(number(100 * share, digits: 3)) % of "
          + "that of W")
    }
    for (place, rules) in update.numbers.map({ ($0[0], $0.dropFirst()) }) {
      for (number, rule) in rules.enumerated() {
        let margin = number == 0 ? place : String(repeating: " ", count: place.count)
        lines.append("\(margin)  \(rule)")
      }
    }
    return Item(
      heading: update.symbol, note: "\(update.before.shape), \(update.name.shown)", lines: lines)
  }

  /// A small matrix row by row, of a larger one its size and extremes.
  private static func lines(_ matrix: NumberMatrix) -> [String] {
    guard matrix.isSmall else {
      return [
        "\(matrix.elements.count) numbers from \(number(matrix.least)) to "
          + "\(number(matrix.greatest)), mean \(number(matrix.mean)), norm \(number(matrix.norm))"
      ]
    }
    // Of wide matrices fewer digits, so that a row fits a line.
    let cells = matrix.elements.map { number($0, digits: matrix.columns > 4 ? 4 : 7) }
    let width = cells.map(\.count).max() ?? 0
    return (0..<matrix.rows).map { row in
      (0..<matrix.columns).map { column in
        let cell = cells[row * matrix.columns + column]
        return String(repeating: " ", count: width - cell.count) + cell
      }.joined(separator: "  ")
    }
  }

  private static func number(_ value: Double, digits: Int = 7) -> String {
    Decimals.text(value, digits: digits)
  }
}
