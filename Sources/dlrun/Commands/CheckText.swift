import Drawing
import Engine
import Explanation
import Spec
import System
import Tabular
import Training

/// A check as text for people.
struct CheckText {
  /// Further columns are told by their number alone.
  private static let mostRows = 60
  /// Longer names are cut.
  private static let longestName = 24
  private static var width: Int { Console.outputWidth ?? 80 }

  private let check: ConfigurationCheck
  private var evidence: Evidence { check.evidence }

  init(_ check: ConfigurationCheck) { self.check = check }

  var text: String {
    ([columns] + [GroupTable.text(check.groups)].compactMap { $0 } + [
      target, splits, layers, costs, gradient, warnings,
    ]).joined(separator: "\n")
      + (check.notes.isEmpty ? "" : "\n" + check.notes.map { Self.wrapped("note: \($0)") }.joined())
  }

  private var columns: String {
    var rows = [["column", "type", "why", "encoding", "inputs", "missing", "distinct", "range"]]
    for column in evidence.columns.prefix(Self.mostRows) {
      rows.append([
        Self.cut(column.name), column.report.type.rawValue, column.reason, column.encoding,
        "\(column.input.width)", "\(column.missing)",
        column.knownDistinct.map { "\($0)" } ?? "unknown",
        column.report.range.map {
          "\(column.report.spelled($0.lowerBound)) to \(column.report.spelled($0.upperBound))"
        } ?? "",
      ])
    }
    let more = evidence.columns.count - Self.mostRows
    return TextTable(rows).text + (more > 0 ? "… and \(more) more columns\n" : "")
  }

  private var target: String {
    guard evidence.targets.isEmpty else {
      let rows = evidence.targets.map { target in
        [
          Self.cut(target.name), Self.range(target.minimum...target.maximum),
          Decimals.text(target.mean, beside: target.deviation), Decimals.text(target.deviation),
          Decimals.text(target.quartiles[1]),
        ]
      }
      return "\(check.task.rawValue) (\(check.taskReason))\n"
        + TextTable([["target", "range", "mean", "deviation", "median"]] + rows).text
    }
    let classes = evidence.classes.prefix(Self.mostRows).map {
      "\(Self.cut($0.name)) \($0.trainingRows)"
    }
    let more = evidence.classes.count - classes.count
    let all = classes + (more > 0 ? ["… and \(more) more"] : [])
    let name = evidence.configuration.data.target[0]
    return Self.wrapped(
      "target \(Self.cut(name)): \(check.task.rawValue) (\(check.taskReason)), "
        + "\(evidence.classes.count) classes with their training rows: "
        + all.joined(separator: ", "))
  }

  private var splits: String {
    var rows = [["rows", "count", "no target", "repeated"]]
    for split in evidence.splits {
      rows.append([split.name, "\(split.rows)", "\(split.leftOut)", "\(split.repeated)"])
    }
    return TextTable(rows).text
  }

  private var layers: String {
    var rows = [
      ["layer", "kind", "output", "activation", "dropout", "parameters"],
      ["inputs", "", "[rows, \(evidence.network.inputs)]", "", "", ""],
    ]
    for (number, layer) in check.layers.enumerated() {
      rows.append([
        "\(number)", layer.kind,
        "[rows, \(layer.outputs.map(String.init).joined(separator: ", "))]", layer.activation ?? "",
        layer.dropout > 0 ? Decimals.text(layer.dropout) : "", "\(layer.parameters)",
      ])
    }
    rows.append(["total", "", "", "", "", "\(evidence.parameters)"])
    return TextTable(rows).text
  }

  private var costs: String {
    let (memory, time) = (check.memory, check.time)
    let (model, data) = (
      MachineMemory.spelled(bytes: memory.model), MachineMemory.spelled(bytes: memory.data)
    )
    let most = evidence.configuration.training.earlyStopping.patience == nil ? "" : "at most "
    return TextTable([
      ["memory", "about \(data) of data and \(model) for training"],
      [
        "time",
        "estimate: \(most)\(Decimals.duration(time.seconds)) for \(time.epochs) epochs of "
          + Decimals.duration(time.secondsPerEpoch),
      ],
    ]).text
  }

  private var gradient: String {
    let gradient = check.gradient
    guard let worst = gradient.worst else {
      return Self.wrapped(
        "gradient: nothing to compare: the objective has a kink at all of \(gradient.atKinks) "
          + "parameters at the initial weights")
    }
    let place = "\(worst.parameter)[\(worst.index.map(String.init).joined(separator: ", "))]"
    let verdict =
      gradient.verdict == .agrees
      ? "agrees with central differences" : "DIFFERS from central differences"
    let kinks =
      gradient.atKinks == 0 ? "" : ", \(gradient.atKinks) left out where the objective has a kink"
    return Self.wrapped(
      "gradient: \(verdict) in \(gradient.compared) of \(gradient.parameters) parameters"
        + " on \(gradient.rows) row\(gradient.rows == 1 ? "" : "s")\(kinks); largest relative error "
        + "\(Decimals.text(worst.error, digits: 2)) at \(place): "
        + "\(Decimals.text(worst.gradient)) by the graph, \(Decimals.text(worst.difference)) by "
        + "differences")
  }

  private var warnings: String {
    guard !check.warnings.isEmpty else { return "no warnings\n" }
    var codes: [String] = []
    for warning in check.warnings where !codes.contains(warning.code) { codes.append(warning.code) }
    return codes.map { code in
      let sentences = check.warnings.filter { $0.code == code }.map(\.sentence)
      guard sentences.count > 1 else { return Self.wrapped("warning \(code): \(sentences[0])") }
      return "warning \(code), \(sentences.count) times:\n"
        + sentences.map { Self.wrapped("  " + $0, indentation: "    ") }.joined()
    }.joined()
  }

  private static func range(_ range: ClosedRange<Double>) -> String {
    "\(Decimals.text(range.lowerBound)) to \(Decimals.text(range.upperBound))"
  }

  private static func cut(_ name: String) -> String {
    name.shown(most: longestName)
  }

  /// Words on lines of the terminal's width, all but the first indented.
  private static func wrapped(_ text: String, indentation: String = "  ") -> String {
    text.shown.wrapped(to: width, indentation: indentation).joined(separator: "\n") + "\n"
  }
}
