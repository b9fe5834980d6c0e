import Engine

/// The machine's rate of moving numbers, by a ← b + s c with all three in the same level of memory.
struct Triad {
  private var rates: [Int: Double] = [:]

  /// Bytes per second where the three vectors together have some `bytes`, on one thread.
  mutating func rate(bytes: Int) -> Double {
    var size = 1536
    while size < bytes { size *= 2 }
    if let known = rates[size] { return known }
    let rate = Self.measure(count: size / 3 / MemoryLayout<Float>.stride)
    rates[size] = rate
    return rate
  }

  private static func measure(count: Int) -> Double {
    let vectors = (0..<3).map { _ in Memory<Float>(count: count) }
    for vector in vectors { vector.elements.update(repeating: 0.5) }
    let (a, b, c) = (vectors[0].start, vectors[1].start, vectors[2].start)
    let lanes = 16
    let seconds = withExtendedLifetime(vectors) {
      secondsPerRun {
        for start in stride(from: 0, to: count, by: lanes) {
          let left = UnsafeRawPointer(b + start).loadUnaligned(as: SIMD16<Float>.self)
          let right = UnsafeRawPointer(c + start).loadUnaligned(as: SIMD16<Float>.self)
          let sum = left + 0.5 * right
          UnsafeMutableRawPointer(a + start).storeBytes(of: sum, as: SIMD16<Float>.self)
        }
      }
    }
    return Double(3 * count * MemoryLayout<Float>.stride) / seconds
  }
}
