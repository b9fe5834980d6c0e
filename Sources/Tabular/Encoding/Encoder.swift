import Spec

/// What was learnt of the training rows about the columns: everything that turns a row of a CSV with
/// these columns into inputs and targets.
package struct Encoder: Hashable, Sendable {
  /// In the order of the network's inputs.
  package let inputs: [InputColumn]
  /// The names of the target columns.
  package let targets: [String]
  package let task: Task
  /// The classes in their order; nil in a regression.
  package let classes: ClassList?
  /// The highest degree of the monomials of the numbers; 1 for the numbers alone.
  package let polynomialDegree: Int

  /// How many inputs the network has; `Int.max` where there are more than that.
  package var inputCount: Int {
    let width = inputs.reduce(0) { $0 + $1.width }
    let numbers = inputs.count { if case .number = $0 { true } else { false } }
    let (sum, overflow) = width.addingReportingOverflow(
      Monomials.count(numbers: numbers, degree: polynomialDegree))
    return overflow ? Int.max : sum
  }

  /// How many columns a target matrix has to be compared with: the classes' index, or the targets.
  package var targetCount: Int { targets.count }

  /// The names of the network's inputs in their order: `age`, `plan=basic`, `age^2`, `age*minutes`.
  package var inputNames: [String] {
    var names: [String] = []
    var numbers: [Int] = []
    for input in inputs {
      switch input {
      case .number(let name, _):
        numbers.append(names.count)
        names.append(name)
      case .category(let name, let encoding):
        names.append(contentsOf: encoding.values.map { "\(name)=\($0)" })
      }
    }
    let monomials = Monomials(numbers: numbers, width: names.count, degree: polynomialDegree)
    let plain = names
    var powers: [[(factor: Int32, exponent: Int)]] = names.indices.map { [(Int32($0), 1)] }
    for (parent, factor) in zip(monomials.parents, monomials.factors) {
      var power = powers[Int(parent)]
      if let last = power.last, last.factor == factor {
        power[power.count - 1].exponent += 1
      } else {
        power.append((factor, 1))
      }
      powers.append(power)
      names.append(
        power.map { plain[Int($0.factor)] + ($0.exponent > 1 ? "^\($0.exponent)" : "") }
          .joined(separator: "*"))
    }
    return names
  }
}
