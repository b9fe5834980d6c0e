/// The name that was most likely meant, or nil where none is near.
///
/// The distance is the number of letters left out, added, changed or swapped with their neighbour
/// (optimal string alignment), capitals aside; it may be a third of the name's length at most.
package func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  var nearest: (name: String, distance: Int)?
  for candidate in names {
    let letters = Array(candidate.lowercased().unicodeScalars)
    let limit = max(1, max(wanted.count, letters.count) / 3)
    guard abs(wanted.count - letters.count) <= limit else { continue }
    let distance = alignmentDistance(wanted, letters)
    if distance <= limit, distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
  }
  return nearest?.name
}

/// `, did you mean "NAME"?` for the end of a message, or nothing where no name is near.
package func suggestion(for name: String, among names: some Sequence<String>) -> String {
  nearestName(to: name, among: names).map { ", did you mean \($0.quoted)?" } ?? ""
}

/// The same, or something else where no name is near.
package func suggestion(
  for name: String, among names: some Sequence<String>, or alternative: String
) -> String {
  let nearest = suggestion(for: name, among: names)
  return nearest.isEmpty ? alternative : nearest
}

/// The same, or what is expected where no name is near.
package func suggestion(
  for name: String, among names: some Sequence<String>, orExpected expectation: String
) -> String {
  suggestion(for: name, among: names, or: ", expected \(expectation)")
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
