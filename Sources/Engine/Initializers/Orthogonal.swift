package import Randomness
package import Spec

/// Orthonormal rows, or columns where there are fewer of these (Saxe, McClelland and Ganguli 2014): the
/// factor Q of a normal matrix, with the signs that make the diagonal of R positive, so that every
/// such matrix is equally likely.
package struct Orthogonal: Initializer {
  package static let name = "orthogonal"
  package static let meaning =
    "a random matrix with orthonormal rows, or columns if there are fewer of them"
  package static let fields: [Field<Orthogonal>] = []

  package init() {}

  package func weights(
    inputs: Int, units: Int, positions: Int, from random: RandomStream
  ) -> (_ index: Int) -> Double {
    let length = max(inputs, units)
    let vectors = Self.orthonormal(count: min(inputs, units), length: length, from: random)
    if units <= inputs { return { vectors[$0] } }
    return { vectors[$0 % inputs * length + $0 / inputs] }
  }

  /// Vectors of length 1 at right angles, one after the other, by Gram and Schmidt. What is left of the
  /// others after a first pass, by rounding, a second one takes away.
  private static func orthonormal(count: Int, length: Int, from random: RandomStream) -> [Double] {
    var elements = (0..<count * length).map { random.normal($0) }
    elements.withUnsafeMutableBufferPointer { elements in
      for vector in 0..<count {
        let own = elements.extracting(vector * length..<(vector + 1) * length)
        for _ in 0..<2 {
          for other in 0..<vector {
            let other = elements.extracting(other * length..<(other + 1) * length)
            let share = product(own, other)
            for index in 0..<length { own[index] -= share * other[index] }
          }
        }
        let size = product(own, own).squareRoot()
        for index in 0..<length { own[index] /= size }
      }
    }
    return elements
  }

  private static func product(
    _ a: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var lanes = SIMD8<Double>()
    var index = 0
    while index + 8 <= a.count {
      for lane in 0..<8 { lanes[lane] += a[index + lane] * b[index + lane] }
      index += 8
    }
    var total = lanes.sum()
    while index < a.count {
      total += a[index] * b[index]
      index += 1
    }
    return total
  }
}
