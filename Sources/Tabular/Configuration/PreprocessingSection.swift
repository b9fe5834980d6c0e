package import Spec

/// The section `preprocessing`: what is done to numbers, fitted on the training rows.
package struct PreprocessingSection: Declared {
  package var numeric = NumericScaling.none
  package var missing = MissingNumber.mean
  package var target = TargetScaling.none
  package var pieces = 0
  package var polynomialDegree = 1
  package var normalizeRows = RowNormalization.none

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "numeric", \.numeric, .choice,
      """
      how numeric inputs are scaled: not at all (none), to mean 0 and population deviation 1 (standard), \
      to [0, 1] (min_max), by median and quartiles as z = (x − median) / (q₃ − q₁) and then \
      z / √(1 + (z/3)²), within −3 and 3 (robust), or by rank to a normal distribution, within −5.2 \
      and 5.2 (quantile); each but none turns a constant column into 0
      """),
    Field(
      "missing", \.missing, .choice,
      """
      what replaces a missing number of an input: the training rows' mean or median; if any \
      training row lacks one, a further input after the column's is 1 where it is missing and 0 \
      elsewhere; error refuses the table; inputs with a shape get no further ones, and steps that are \
      missing at the end of a sequence are masked rather than filled
      """),
    Field(
      "target", \.target, .choice,
      """
      how the targets of a regression are scaled for learning, each by itself: not at all (none), or to \
      mean 0 and population deviation 1 (standard); losses and metrics are reported in the targets' own \
      units, objectives and gradients in the scaled ones
      """),
    Field(
      "pieces", \.pieces, .integer(0...1000),
      """
      how many further inputs a numeric column gets after its scaled number: one for each piece \
      between neighbouring quantiles of the training rows, rising over that piece from 0 to 1; fewer \
      where quantiles are equal, none for a column with two values or fewer, nor for inputs with a \
      shape
      """),
    Field(
      "polynomial_degree", \.polynomialDegree, .integer(1...2_147_483_647),
      """
      the highest degree d of the monomials that replace the scaled numeric inputs: \
      all of degree 1 to d, cross terms included, without a constant, ordered by degree and then by column, \
      within each group; inputs with a shape have none
      """),
    Field(
      "normalize_rows", \.normalizeRows, .choice,
      """
      what the scaled numbers of a row are divided by, within each group: nothing (none), the \
      sum of their absolute values (l1), or the root of the sum of their squares (l2); a row of zeros stays as it is, and \
      only numeric inputs take part
      """),
  ]
}
