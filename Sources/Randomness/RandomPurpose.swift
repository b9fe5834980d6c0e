/// What random numbers are for; different purposes never share numbers.
package enum RandomPurpose: UInt32, Sendable {
  case initialWeights = 1
  case shuffle = 2
  case dropout = 3
  case split = 4
  case initialVectors = 5
  case permutation = 6
}
