import Spec

/// What a page draws a traced network from: its layers, and at each stop what became known.
struct TracePicture {
  /// Layers of more units are drawn as one.
  private static let mostUnits = 8
  /// Of a batch so many rows can be looked at.
  private static let mostRows = 8

  private let trace: Trace

  init(_ trace: Trace) { self.trace = trace }

  /// `layers`, the inputs' names, and a stop for each value, gradient and update in the order of the text.
  var json: JSONValue {
    .object([
      ("objective", .text(trace.objective)),
      ("inputs", .list(trace.inputs.map { .text($0) })),
      ("layers", .list(trace.layers.map(json))),
      (
        "parameters",
        .list((trace.steps.first?.updates ?? []).map { .text($0.symbol) })
      ),
      ("stops", .list(trace.steps.flatMap(stops))),
    ])
  }

  private func json(_ layer: Trace.Layer) -> JSONValue {
    func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? JSONValue(.null) }
    return .object([
      ("name", .text(layer.name)), ("units", .integer(layer.units)),
      ("shape", .text(layer.shape.map(String.init).joined(separator: " × "))),
      ("isDrawn", .boolean(layer.units <= Self.mostUnits && layer.shape.count == 1)),
      ("isFull", .boolean(layer.isFull)), ("value", text(layer.value)), ("sums", text(layer.sums)),
      ("weights", text(layer.weights)), ("bias", text(layer.bias)),
    ])
  }

  private func stops(_ step: Trace.Step) -> [JSONValue] {
    var isFirst = true
    func stop(_ kind: String, _ name: String, _ layer: Int, _ value: NumberMatrix) -> JSONValue {
      defer { isFirst = false }
      return .object([
        ("kind", .text(kind)), ("of", .text(name)),
        ("layer", .integer(layer)), ("first", .boolean(isFirst)),
        ("rows", .list(step.rows.prefix(Self.mostRows).map { .integer($0) })),
        ("value", json(value)),
      ])
    }
    return step.forward.map { stop("value", $0.of, $0.layer, $0.value) }
      + step.backward.map { stop("gradient", $0.of, $0.layer, $0.value) }
      + step.updates.map { stop("update", $0.symbol, -1, $0.after) }
  }

  /// The first rows of what is narrow, else the extremes.
  private func json(_ matrix: NumberMatrix) -> JSONValue {
    func number(_ value: Double) -> JSONValue {
      value.isFinite ? JSONValue(.number(Decimals.text(value, digits: 6))) : JSONValue(.null)
    }
    guard matrix.columns <= Self.mostUnits else {
      return .object([("least", number(matrix.least)), ("greatest", number(matrix.greatest))])
    }
    let rows = (0..<min(matrix.rows, Self.mostRows)).map { row in
      JSONValue.list((0..<matrix.columns).map { number(matrix[row, $0]) })
    }
    return .object([("rows", .list(rows))])
  }
}
