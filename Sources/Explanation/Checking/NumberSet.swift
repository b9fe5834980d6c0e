/// A set of 64-bit patterns in one flat array, for counting what differs among many.
struct NumberSet {
  private(set) var count = 0
  /// A power of two of places; 0 is none, and the pattern 0 is kept apart.
  private var places: [UInt64]
  private var hasZero = false

  /// - Parameter capacity: how many patterns are to be expected.
  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    places = Array(repeating: 0, count: size)
  }

  func contains(_ pattern: UInt64) -> Bool {
    pattern == 0 ? hasZero : places[place(of: pattern)] == pattern
  }

  mutating func insert(_ pattern: UInt64) {
    guard pattern != 0 else {
      count += hasZero ? 0 : 1
      hasZero = true
      return
    }
    let place = place(of: pattern)
    guard places[place] == 0 else { return }
    places[place] = pattern
    count += 1
    if 2 * count > places.count { grow() }
  }

  /// Where the pattern is, or would be.
  private func place(of pattern: UInt64) -> Int {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: Self.mixed(pattern)) & mask
    while places[place] != 0, places[place] != pattern { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = places
    places = Array(repeating: 0, count: 2 * old.count)
    for pattern in old where pattern != 0 { places[place(of: pattern)] = pattern }
  }

  /// A pattern in which every bit depends on every bit of the given one (the finalizer of MurmurHash3,
  /// A. Appleby).
  static func mixed(_ pattern: UInt64) -> UInt64 {
    var bits = pattern
    bits = (bits ^ bits >> 33) &* 0xff51_afd7_ed55_8ccd
    bits = (bits ^ bits >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return bits ^ bits >> 33
  }
}
