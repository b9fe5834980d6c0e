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
}
