/// A text becomes 1 in the place of its value and 0 elsewhere; an unknown one becomes zeros.
package struct CategoryEncoding: Hashable, Sendable {
  /// The training rows' texts in the order of their UTF-8 bytes.
  package var values: [String]
  /// The most frequent of them, which stands for a missing text; of several, the first.
  package var mostFrequent: Int?
}
