/// Turns target cells as read into what a network's outputs are compared with.
struct TargetEncoder<Scalar: TableScalar>: Sendable {
  /// How many targets a row has.
  let count: Int
  /// Whether a row has a class instead of numbers.
  let areClasses: Bool
  private let scales: [TargetScale]?

  init(_ encoder: Encoder) {
    count = encoder.targetCount
    scales = encoder.targetScales
    areClasses = encoder.classes != nil
  }

  /// Encodes the target cells of a row: numbers, or the class's index.
  @inline(__always)
  func encode(
    _ cells: UnsafePointer<Double>, into targets: UnsafeMutablePointer<Scalar>
  ) {
    for place in 0..<count {
      guard let scale = scales?[place] else {
        targets[place] = Scalar(cells[place])
        continue
      }
      targets[place] = Scalar((cells[place] - scale.shift) / scale.scale)
    }
  }
}
