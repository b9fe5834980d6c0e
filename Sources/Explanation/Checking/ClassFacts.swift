/// A class and how many rows have it.
package struct ClassFacts: Sendable {
  package let name: String
  package let trainingRows: Int
}
