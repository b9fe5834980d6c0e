package import Spec

/// The section `preprocessing`: what is done to the numeric inputs, fitted on the training rows.
package struct PreprocessingSection: Declared {
  package var numeric = NumericScaling.none
  package var polynomialDegree = 1

  package init() {}

  package static let fields: [Field<Self>] = [
    Field("numeric", \.numeric, .choice, "how numeric inputs are scaled"),
    Field(
      "polynomial_degree", \.polynomialDegree, .integer(1...2_147_483_647),
      "highest degree of the monomials of the scaled numeric inputs"),
  ]
}
