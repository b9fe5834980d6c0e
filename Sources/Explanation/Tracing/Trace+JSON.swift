import Spec

extension Trace {
  /// The trace as data, numbers in full precision; of a large matrix its size and extremes.
  var json: JSONValue {
    .object([
      ("network", .text(title)), ("objective", .text(objective)),
      ("steps", .list(steps.map(\.json))),
    ])
  }
}

extension Trace.Step {
  fileprivate var json: JSONValue {
    .object([
      ("step", .integer(number)), ("epoch", .integer(epoch)),
      ("rows", .list(rows.map { .integer($0) })), ("learning_rate", .number(learningRate)),
      ("loss", .number(loss)), ("objective", .number(objective)),
      ("forward", .list(forward.map(\.json))), ("backward", .list(backward.map(\.json))),
      ("updates", .list(updates.map(\.json))),
    ])
  }
}

extension Trace.Entry {
  fileprivate var json: JSONValue {
    .object(
      [("name", .text(name))] + (meaning.map { [("meaning", .text($0))] } ?? [])
        + [
          ("formulas", .list(formulas.map { .text($0) })),
          ("numbers", .list(numbers.map { .text($0) })),
        ] + value.members)
  }
}

extension Trace.Update {
  fileprivate var json: JSONValue {
    func object(_ matrix: NumberMatrix) -> JSONValue { .object(matrix.members) }
    var members: [(String, JSONValue)] = [
      ("name", .text(name)), ("symbol", .text(symbol)), ("rule", .list(rule.map { .text($0) })),
      ("constants", .object(constants.map { ($0.name, .number($0.value)) })),
      ("before", object(before)),
    ]
    if let point { members.append(("gradient_point", object(point))) }
    members += [
      ("gradient", object(gradient)),
      (
        "state",
        .object(
          state.map {
            ($0.name, .object([("before", object($0.before)), ("after", object($0.after))]))
          })
      ),
      ("after", object(after)),
    ]
    return .object(members)
  }
}

extension NumberMatrix {
  /// The shape, and the elements row by row or what they amount to.
  fileprivate var members: [(String, JSONValue)] {
    let shape = ("shape", JSONValue.list([.integer(rows), .integer(columns)]))
    guard isSmall else {
      return [
        shape, ("least", .number(least)), ("greatest", .number(greatest)),
        ("mean", .number(mean)), ("norm", .number(norm)),
      ]
    }
    func element(_ index: Int) -> JSONValue {
      elements[index].isFinite ? JSONValue(.number(exact(index))) : JSONValue(.null)
    }
    let matrix = (0..<rows).map { row in
      JSONValue.list((0..<columns).map { element(row * columns + $0) })
    }
    return [shape, ("value", .list(matrix))]
  }
}
