package import Spec

/// The section `preprocessing`: what is done to the numeric inputs, fitted on the training rows.
package struct PreprocessingSection: Declared {
  package var numeric = NumericScaling.none
  package var polynomialDegree = 1

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "numeric", \.numeric, .choice,
      """
      how numeric inputs are scaled: not, to mean 0 and population deviation 1 (standard), or to \
      [0, 1] (min_max); either turns a constant column into 0
      """),
    Field(
      "polynomial_degree", \.polynomialDegree, .integer(1...2_147_483_647),
      """
      the highest degree d of the monomials that take the place of the scaled numeric inputs: \
      all of degree 1 to d, cross terms included, no constant, by degree and then by column
      """),
  ]
}
