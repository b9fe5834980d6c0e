import Drawing
import Engine

/// The plan by which a network is trained, as text: phases with their steps, and the memory.
struct PlanText {
  let text: String

  init<S: Scalar>(_ learner: Learner<S>) {
    let outline = learner.planOutline
    let names = PlanNames(learner, outline.graph)
    let kilobytes = { (count: Int) in
      "\(count) numbers, \((count * MemoryLayout<S>.stride + 1023) / 1024) kB"
    }
    var text =
      "An update of \(outline.rows) row\(outline.rows == 1 ? "" : "s"): \(outline.steps.count) steps "
      + "in \(outline.phaseCount) phase\(outline.phaseCount == 1 ? "" : "s"), \(outline.work) "
      + "additions and multiplications\n"
    for phase in 0..<outline.phaseCount {
      text +=
        "\nPhase \(phase + 1)" + (phase > 0 ? ", when all of phase \(phase) is done" : "") + "\n"
      var rows: [[String]] = []
      for (number, step) in outline.steps.enumerated() where step.phase == phase {
        let unit = step.isCutByColumns ? "columns" : "rows"
        let tiles = step.tiles == 1 ? [] : ["\(step.tiles) tiles of \(step.tileLength) \(unit)"]
        rows.append(["  step \(number + 1)", names.text(step.work)] + tiles)
      }
      text += TextTable(rows).text
    }
    let constants = outline.constants.compactMap { names.definition(of: $0) }
    if !constants.isEmpty {
      text += "\nComputed once, when the plan is made\n" + constants.map { "  \($0)\n" }.joined()
    }
    text +=
      "\nMemory: \(kilobytes(outline.sharedCount)) that all threads see, and for each thread "
      + "\(kilobytes(outline.scratchCount)) of scratch, used anew for each tile\n"
    var rows = [["  value", "where", "from", "numbers", "held from", "to"]]
    for place in outline.places {
      let name = names.name(place.value)
      switch place.memory {
      case .scratch:
        rows.append([
          "  \(name)", "scratch", String(place.offset), String(place.count),
          "step \(place.first + 1)", "step \(place.last + 1)",
        ])
      case .shared:
        let last =
          place.last >= outline.phaseCount ? "the next update" : "phase \(place.last + 1)"
        rows.append([
          "  \(name)", "shared", String(place.offset), String(place.count),
          "phase \(place.first + 1)", last,
        ])
      case .gradient(let parameter):
        rows.append(["  \(name)", "gradient of \(names.parameter(parameter))"])
      }
    }
    self.text = text + TextTable(rows).text
  }
}
