import System

/// The name that was most likely meant, or nil where none is near.
///
/// The distance is the number of letters left out, added, changed or swapped with their neighbour
/// (optimal string alignment), capitals aside; it may be a third of the longer name's length at most, or 1
/// where something of the name is left then: `y` is not like `x`. What is blank or a number is no name to be mistyped; and where one of them is such a number as measurements
/// are, all of them are cells of a row that was taken for the header.
package func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  var nearest: (name: String, distance: Int)?
  for candidate in names {
    switch WrittenNumber(candidate) {
    case .measurement: return nil
    case .label: continue
    case nil: break
    }
    guard candidate.unicodeScalars.contains(where: { !$0.isInvisible }) else { continue }
    let letters = Array(candidate.lowercased().unicodeScalars)
    let longest = max(wanted.count, letters.count)
    let limit = longest < 2 ? 0 : max(1, longest / 3)
    guard abs(wanted.count - letters.count) <= limit else { continue }
    let distance = alignmentDistance(wanted, letters)
    if distance <= limit, distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
  }
  return nearest?.name
}

/// `, did you mean "NAME"?` for the end of a message, or nothing where no name is near. Of one that only
/// looks the same it says in what it differs.
package func suggestion(for name: String, among names: some Sequence<String>) -> String {
  guard let nearest = nearestName(to: name, among: names) else { return "" }
  guard nearest.looks == name.looks else { return ", did you mean \(nearest.quoted(most: 56))?" }
  let (given, there) = (Array(name.unicodeScalars), Array(nearest.unicodeScalars))
  let place = zip(given, there).prefix { $0 == $1 }.count
  let difference =
    place == given.count
    ? "continues with \(there[place...].first?.codePoint ?? "nothing")"
    : place == there.count
      ? "ends before \(given[place].codePoint)"
      : "has \(there[place].codePoint) instead of \(given[place].codePoint)"
  return "; a name that looks the same \(difference) at character \(place + 1)"
}

/// The same, or another ending where no name is near.
package func suggestion(
  for name: String, among names: some Sequence<String>, or ending: String
) -> String {
  let nearest = suggestion(for: name, among: names)
  return nearest.isEmpty ? ending : nearest
}

/// The same, or what is expected where no name is near.
package func suggestion(
  for name: String, among names: some Sequence<String>, orExpected expectation: String
) -> String {
  suggestion(for: name, among: names, or: ", expected \(expectation)")
}

/// What a text is as a number.
private enum WrittenNumber {
  /// A whole number of at most four digits, such as a year, which a column may be called.
  case label
  case measurement

  /// Nil for a text that is no number.
  init?(_ text: String) {
    guard text.utf8.contains(where: \.isDigit),
      Double(text) != nil
    else { return nil }
    let isLabel = text.utf8.count <= 4 && text.utf8.allSatisfy(\.isDigit)
    self = isLabel ? .label : .measurement
  }
}

extension Unicode.Scalar {
  /// Whether nothing, or nothing but room, is seen of it.
  fileprivate var isInvisible: Bool {
    isControl || properties.isWhitespace || properties.isDefaultIgnorableCodePoint
  }

  fileprivate var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension String {
  /// What the eye sees of a text: without what is invisible, Cyrillic, Greek and wide letters as the
  /// Latin ones that they look like. Equal texts look the same.
  fileprivate var looks: String {
    var text = ""
    for scalar in unicodeScalars where !scalar.isInvisible {
      if let latin = Self.latinLooks[scalar] {
        text.unicodeScalars.append(latin)
      } else if 0xFF01...0xFF5E ~= scalar.value,
        let narrow = Unicode.Scalar(scalar.value - 0xFF01 + 0x21)
      {
        text.unicodeScalars.append(narrow)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static let latinLooks = Dictionary(
    uniqueKeysWithValues: zip(
      "аеорсухіјѕһАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧοκν‐‑−’‘".unicodeScalars,
      "aeopcyxijshABEKMHOPCTXIJSABEZHIKMNOPTYXokv---''".unicodeScalars))
}

private func alignmentDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for i in left.indices {
    var current = [i + 1]
    current.reserveCapacity(right.count + 1)
    for j in right.indices {
      let change = last[j] + (left[i] == right[j] ? 0 : 1)
      var best = min(change, last[j + 1] + 1, current[j] + 1)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        best = min(best, beforeLast[j - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
