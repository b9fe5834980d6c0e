import Drawing
import Records
import Spec
import System
import Tabular
import Training

/// What a run is, as text for people.
struct OverviewText {
  /// Further columns of a table are told by their number alone.
  private static let mostColumns = 40
  /// Longer names are cut.
  private static let longestName = 20
  private static var width: Int { Console.outputWidth ?? 80 }

  private let overview: RunOverview

  init(_ overview: RunOverview) { self.overview = overview }

  var text: String {
    let parts = [summary, settings] + (overview.model.map(parts) ?? []) + [files]
    return parts.joined(separator: "\n")
  }

  // MARK: Parts

  private var summary: String {
    var rows = [["run", overview.directory]]
    if let model = overview.model {
      let sizes = (overview.layers.prefix(1).map(\.inputs) + overview.layers.map(\.outputs)).map {
        $0.reduce(1, *)
      }
      rows += [
        ["task", Self.task(model.encoder)],
        [
          "network",
          "\(sizes.map(String.init).joined(separator: "-")), \(overview.parameters) parameters in "
            + model.precision.rawValue,
        ],
      ]
    }
    rows.append(["training", training])
    if let best = overview.bestEpoch {
      let monitor = overview.configuration.training.earlyStopping.watched.rawValue
      let weights = best == 0 ? "the initial ones" : "those of epoch \(best)"
      rows.append(["weights", "\(weights), the best by \(monitor)"])
    }
    return Self.table(rows)
  }

  private static func task(_ encoder: Encoder) -> String {
    let targets = encoder.targets.joined(separator: ", ")
    guard let classes = encoder.classes else { return "regression of \(targets)" }
    return "classification of \(targets), with \(classes.count) classes: "
      + listed(classes.names, most: 20)
  }

  private var training: String {
    let (asked, done) = (overview.configuration.training.epochs, overview.epochs)
    let ending =
      switch overview.ending {
      case .epochs: "all \(done) epochs"
      case .earlyStopping:
        "stopped early after \(done) of \(asked) epochs, without improvement for "
          + "\(overview.configuration.training.earlyStopping.patience ?? 0)"
      case .divergence:
        "diverged, so there is no model" + (overview.divergence.map { ": \($0)" } ?? "")
      case .interrupted:
        "interrupted"
          + (overview.model?.interruption.map { " in \($0)" } ?? "")
          + ", with the model at that point; "
          + (overview.process.map { "process \($0) is continuing it" }
            ?? "dlrun train --resume continues it")
      case .unfinished:
        "after \(done) of \(asked) epochs there is no model: "
          + (overview.process.map { "process \($0) is training it" }
            ?? "it was killed; dlrun train --resume continues it")
      }
    let isOver = [.epochs, .earlyStopping].contains(overview.ending)
    let reach = isOver ? "" : "the curves hold "
    return "\(ending); \(reach)\(overview.steps) updates in "
      + Decimals.duration(overview.seconds)
  }

  private var settings: String {
    "configuration\n" + Self.table(overview.settings.map { ["  " + $0.key, $0.value] })
  }

  private func parts(of model: ModelFile) -> [String] {
    [columns(model.encoder), layers(model.encoder), metrics]
  }

  private func columns(_ encoder: Encoder) -> String {
    var rows = [["column", "type", "inputs", "if missing", "encoding"]]
    for input in encoder.inputs.prefix(Self.mostColumns) {
      rows.append([
        Self.cut(input.name), input.type.rawValue, String(input.width), Self.filling(input),
        Self.encoding(input),
      ])
    }
    let more = encoder.inputs.count - Self.mostColumns
    var text = Self.table(rows) + (more > 0 ? "… and \(more) more, all of them in --json\n" : "")
    if encoder.polynomialDegree > 1 {
      text += "and monomials of the numbers up to degree \(encoder.polynomialDegree)\n"
    }
    if let groups = GroupTable.text(encoder.groups) { text += "\n" + groups }
    if let scales = encoder.targetScales {
      let rows = zip(encoder.targets, scales).map {
        [Self.cut($0), Self.linear($1.shift, $1.scale)]
      }
      text += "\n" + Self.table([["target", "scaled as"]] + rows)
    }
    return text
  }

  private func layers(_ encoder: Encoder) -> String {
    var rows = [["layer", "kind", "weights", "output", "parameters", "dropout", "activation"]]
    for embedding in encoder.embeddings {
      let (categories, dimensions) = (embedding.categories, embedding.dimensions)
      rows.append([
        Self.cut(embedding.column), "embedding", "[\(categories), \(dimensions)]",
        "[\(dimensions)]", String(categories * dimensions),
      ])
    }
    for (number, layer) in overview.layers.enumerated() {
      rows.append([
        layer.name.map { Self.cut($0) } ?? String(number), layer.kind,
        layer.weights.map(Self.shape).joined(separator: " "), Self.shape(layer.outputs),
        String(layer.parameters), layer.dropout > 0 ? Decimals.text(layer.dropout) : "",
        layer.activation?.component() ?? "",
      ])
    }
    return Self.table(rows)
  }

  private static func shape(_ extents: [Int]) -> String {
    "[\(extents.map(String.init).joined(separator: ", "))]"
  }

  private var metrics: String {
    let note = overview.model?.network.lossBesideLogLoss.map { $0 + "\n" } ?? ""
    return (overview.splits.isEmpty ? "" : SplitsTable(overview.splits, width: Self.width).text)
      + note
  }

  private var files: String {
    Self.table(
      [["file", "size"]] + overview.files.map { [$0.name, MachineMemory.spelled(bytes: $0.size)] })
  }

  // MARK: Columns

  /// How a column becomes inputs.
  private static func encoding(_ input: InputColumn) -> String {
    switch input.encoding {
    case .number(let number):
      let pieces = number.pieceCount
      return scaling(number.scaling) + (pieces > 0 ? ", and \(pieces) pieces of its range" : "")
    case .date(let date):
      let (pieces, parts) = (date.elapsed.pieceCount, date.parts.map(\.part.name))
      return "days since 1970-01-01 " + scaling(date.elapsed.scaling)
        + (pieces > 0 ? ", and \(pieces) pieces of their range" : "")
        + "; \(parts.joined(separator: ", ")), scaled, and by sine and cosine"
    case .boolean: return "1 for true"
    case .category(let category):
      let others =
        (category.hasOther ? ["(other)"] : []) + (category.hasMissing ? ["(missing)"] : [])
      let form = category.dimensions.map { "\($0) learnt numbers for each of" } ?? "one of"
      return "\(form) \(listed(category.values.map(\.quoted) + others, most: 8))"
    }
  }

  /// What a missing cell becomes.
  private static func filling(_ input: InputColumn) -> String {
    if input.refusesMissing { return "an error" }
    switch input.encoding {
    case .number(let number): return Decimals.text(number.fill)
    case .date(let date):
      return input.format.date?.spelled(date.elapsed.fill) ?? Decimals.text(date.elapsed.fill)
    case .boolean(let boolean): return Decimals.text(boolean.fill)
    case .category(let category):
      if category.hasMissing { return "(missing)" }
      return category.mostFrequent.map { cut(category.values[$0].quoted) } ?? ""
    }
  }

  private static func scaling(_ scaling: NumberScaling) -> String {
    switch scaling {
    case .linear(0, 1): "as it is"
    case .linear(_, 0), .bent(_, 0): "0, as it is constant"
    case .linear(let shift, let scale): linear(shift, scale)
    case .bent(let shift, let scale): "\(linear(shift, scale)), bent into −3 to 3"
    case .normal(let quantiles):
      "by rank to normal, from \(Decimals.text(quantiles[0])) to "
        + Decimals.text(quantiles[quantiles.count - 1])
    }
  }

  private static func linear(_ shift: Double, _ scale: Double) -> String {
    let sign = shift < 0 ? "+" : "−"
    return "(x \(sign) \(Decimals.text(abs(shift)))) / \(Decimals.text(scale))"
  }

  private static func listed(_ names: [String], most: Int) -> String {
    let more = names.count - most
    return names.prefix(most).map(cut).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
  }

  private static func cut(_ name: String) -> String {
    name.shown(most: longestName)
  }

  private static func table(_ rows: [[String]]) -> String { TextTable(rows, width: width).text }
}
