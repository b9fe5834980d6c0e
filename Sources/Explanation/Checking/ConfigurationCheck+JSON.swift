import Engine
package import Spec
import Tabular
import Training

extension ConfigurationCheck {
  /// All of it as one object.
  package var json: JSONValue {
    .object([
      ("name", .text(evidence.configuration.name)),
      ("task", .text(task.rawValue)),
      ("task_reason", .text(taskReason)),
      ("columns", .list(evidence.columns.map(\.json))),
      ("targets", .list(targets)),
      ("splits", .object(evidence.splits.map { ($0.name, $0.json) })),
      ("inputs", .integer(evidence.network.inputs)),
      ("groups", .list(groups.map(\.json))),
      ("layers", .list(layers.map(\.json))),
      ("parameters", .integer(evidence.parameters)),
      (
        "memory_bytes",
        .object([("model", .integer(memory.model)), ("data", .integer(memory.data))])
      ),
      ("time_estimate", time.json),
      ("gradient_check", gradient.json),
      ("warnings", .list(warnings.map(\.json))),
      ("notes", .list(notes.map { .text($0) })),
    ])
  }

  private var targets: [JSONValue] {
    if !evidence.targets.isEmpty { return evidence.targets.map(\.json) }
    let classes = evidence.classes.map { item in
      JSONValue.object([
        ("name", .text(item.name)), ("train_rows", .integer(item.trainingRows)),
      ])
    }
    return evidence.configuration.data.target.map { name in
      .object([("name", .text(name)), ("classes", .list(classes))])
    }
  }
}

extension ColumnFacts {
  /// What the column becomes: how its numbers are scaled, or how its texts are told apart.
  package var encoding: String {
    switch input.encoding {
    case .number: scaling?.rawValue ?? ""
    case .date(let date):
      (["days"] + date.parts.map(\.part.name)).joined(separator: ", ")
        + (scaling == NumericScaling.none ? "" : "; " + (scaling?.rawValue ?? ""))
    case .boolean: "0 or 1"
    case .category(let encoding): encoding.dimensions == nil ? "one_hot" : "embedding"
    }
  }

  /// Why the column has its type.
  package var reason: String {
    switch report.reason {
    case .stated: "stated"
    case .numbers: "numbers"
    case .booleans: "true or false"
    case .texts: "texts"
    case .codes: "leading zeros"
    case .dates: "dates"
    }
  }

  /// How many different values there are; nil where the digits that tell numbers apart are lost.
  package var knownDistinct: Int? { report.isRounded ? nil : distinct }

  fileprivate var json: JSONValue {
    .object(
      [
        ("name", .text(name)), ("type", .text(report.type.rawValue)), ("reason", .text(reason)),
        ("encoding", .text(encoding)), ("inputs", .integer(input.width)),
        ("minimum", bound(report.range?.lowerBound)), ("maximum", bound(report.range?.upperBound)),
        ("missing", .integer(missing)),
        ("distinct", knownDistinct.map { .integer($0) } ?? JSONValue(.null)),
      ] + (report.dateFormat.map { [("format", .text($0.text))] } ?? []))
  }

  /// An end of the range: of dates a text.
  private func bound(_ number: Double?) -> JSONValue {
    guard let number else { return JSONValue(.null) }
    return report.dateFormat == nil ? .number(number) : .text(report.spelled(number))
  }
}

extension TargetFacts {
  fileprivate var json: JSONValue {
    .object([
      ("name", .text(name)), ("minimum", .number(minimum)), ("maximum", .number(maximum)),
      ("mean", .number(mean)), ("deviation", .number(deviation)), ("median", .number(quartiles[1])),
    ])
  }
}

extension SplitFacts {
  fileprivate var json: JSONValue {
    .object([
      ("rows", .integer(rows)), ("left_out", .integer(leftOut)), ("repeated", .integer(repeated)),
    ])
  }
}

extension ConfigurationCheck.Layer {
  fileprivate var json: JSONValue {
    .object([
      ("kind", .text(kind)), ("units", .integer(outputs.reduce(1, *))),
      ("output_shape", .list(outputs.map { .integer($0) })),
      ("activation", activation.map { .text($0) } ?? JSONValue(.null)),
      ("dropout", .number(dropout)), ("parameters", .integer(parameters)),
    ])
  }
}

extension TimeEstimate {
  fileprivate var json: JSONValue {
    .object([
      ("seconds", .number(seconds)), ("seconds_per_epoch", .number(secondsPerEpoch)),
      ("epochs", .integer(epochs)), ("measured_updates", .integer(measuredUpdates)),
    ])
  }
}

extension GradientCheck {
  fileprivate var json: JSONValue {
    .object([
      ("verdict", .text(verdict.rawValue)), ("rows", .integer(rows)),
      ("compared", .integer(compared)), ("at_kinks", .integer(atKinks)),
      ("parameters", .integer(parameters)),
      ("largest_error", worst.map { .number($0.error) } ?? JSONValue(.null)),
      ("parameter", worst.map { .text($0.parameter) } ?? JSONValue(.null)),
      ("index", worst.map { .list($0.index.map { .integer($0) }) } ?? JSONValue(.null)),
      ("gradient", worst.map { .number($0.gradient) } ?? JSONValue(.null)),
      ("difference", worst.map { .number($0.difference) } ?? JSONValue(.null)),
    ])
  }
}

extension GivenWarning {
  fileprivate var json: JSONValue {
    .object([("code", .text(code)), ("message", .text(sentence))])
  }
}
