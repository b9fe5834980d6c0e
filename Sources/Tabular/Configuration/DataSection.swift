/// Stand-in until the declared section is merged.
package struct DataSection: Sendable {
  package var train = ""
  package var validation: Holdout?
  package var test: Holdout?
  package var target: [String] = []
  package var inputs: [String]?
  package var ignore: [String] = []
  package var task: Task?
  package var stratify: Bool?
  package var delimiter: Character = ","
  package init() {}
}

/// Where held-out rows come from.
package enum Holdout: Hashable, Sendable {
  case fraction(Double)
  case file(String)
}

/// What is to be learnt.
package enum Task: String, CaseIterable, Sendable {
  case classification
  case regression
}

/// Stand-in until the declared section is merged.
package struct PreprocessingSection: Sendable {
  package var numeric = NumericScaling.none
  package var polynomialDegree = 1
  package init() {}
}

/// How numeric inputs are scaled.
package enum NumericScaling: String, CaseIterable, Sendable {
  case none
  case standard
  case minMax = "min_max"
}
