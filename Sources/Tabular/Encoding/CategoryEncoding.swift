/// A text becomes the number of its category, or 1 in that place of a row of inputs and 0 elsewhere.
///
/// Categories are numbered in this order: the texts told apart; one for all other texts (`other`);
/// one for missing cells.
package struct CategoryEncoding: Hashable, Sendable {
  /// The training rows' texts that are told apart, in the order of their UTF-8 bytes.
  package var values: [String]
  /// The training rows' other texts, in the same order, so that what training has not seen can be told.
  package var rare: [String] = []
  /// Whether spellings of one number are one text: `2` and `2.0`.
  package var mergesNumbers = false
  /// The most frequent of them; of several, the first. It stands for a missing cell where there is no
  /// category for that.
  package var mostFrequent: Int?
  /// Whether there is a category for texts that are rare or not among the training rows'. Without it
  /// such a text becomes all zeros.
  package var hasOther = false
  /// Whether there is a category for missing cells, as some training rows have.
  package var hasMissing = false
  /// How many numbers stand for a category; nil for one-hot.
  package var dimensions: Int?

  /// The number of the category of other texts.
  package var other: Int? { hasOther ? values.count : nil }

  /// The number of the category of a missing cell.
  package var missing: Int? { hasMissing ? values.count + (hasOther ? 1 : 0) : mostFrequent }

  /// How many categories there are.
  package var count: Int { values.count + (hasOther ? 1 : 0) + (hasMissing ? 1 : 0) }

  /// The texts told apart, to look others up in.
  var vocabulary: Vocabulary { Vocabulary(values, mergesNumbers: mergesNumbers) }
  /// All that training has seen.
  var seen: Vocabulary { Vocabulary(values + rare, mergesNumbers: mergesNumbers) }
  /// How many inputs the column becomes.
  var width: Int { dimensions == nil ? count : 1 }
}
