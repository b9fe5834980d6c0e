/// Turns rows as read into rows of inputs.
struct RowEncoder<Scalar: TableScalar>: Sendable {
  /// Numbers next to each other.
  private struct Numbers {
    let slot: Int
    let place: Int
    let count: Int
  }

  /// One column of texts.
  private struct Category {
    let slot: Int
    let place: Int
    let width: Int
    /// For each code of the file the value's place; -1 for an unknown one.
    let values: [Int32]
    let missing: Int32
  }

  /// How many inputs a row becomes.
  let width: Int
  private var numbers: [Numbers] = []
  private var categories: [Category] = []
  private let fills: [Scalar]
  private let shifts: [Double]
  private let scales: [Double]
  private let isScaled: Bool
  private let monomials: Monomials

  /// - Parameter texts: for each input the texts that its codes stand for.
  init(_ encoder: Encoder, texts: [TextPool]) {
    var fills = [Scalar](repeating: 0, count: encoder.inputs.count)
    var shifts = [Double](repeating: 0, count: fills.count)
    var scales = [Double](repeating: 1, count: fills.count)
    var places: [Int] = []
    var place = 0
    for (slot, input) in encoder.inputs.enumerated() {
      switch input {
      case .number(_, let encoding):
        fills[slot] = Scalar(encoding.fill)
        shifts[slot] = encoding.shift
        scales[slot] = encoding.scale
        if let last = numbers.last, last.slot + last.count == slot, last.place + last.count == place
        {
          numbers[numbers.count - 1] = Numbers(
            slot: last.slot, place: last.place, count: last.count + 1)
        } else {
          numbers.append(Numbers(slot: slot, place: place, count: 1))
        }
        places.append(place)
      case .category(_, let encoding):
        var known: [[UInt8]: Int32] = [:]
        for (index, value) in encoding.values.enumerated() {
          known[Array(value.utf8)] = Int32(index)
        }
        let pool = texts[slot]
        categories.append(
          Category(
            slot: slot, place: place, width: encoding.values.count,
            values: (0..<pool.count).map { known[Array(pool[$0])] ?? -1 },
            missing: encoding.mostFrequent.map { Int32($0) } ?? -1))
      }
      place += input.width
    }
    monomials = Monomials(numbers: places, width: place, degree: encoder.polynomialDegree)
    width = place + monomials.parents.count
    self.fills = fills
    self.shifts = shifts
    self.scales = scales
    isScaled = shifts.contains { $0 != 0 } || scales.contains { $0 != 1 }
  }

  /// Whether each input stands where its column stood, so that a row may be encoded in place.
  var keepsPlaces: Bool { categories.isEmpty && monomials.parents.isEmpty }

  /// Encodes a row; `inputs` may be `row` itself where `keepsPlaces`.
  @inline(__always)
  func encode(_ row: UnsafePointer<Scalar>, into inputs: UnsafeMutablePointer<Scalar>) {
    for run in numbers { encode(run, row, inputs) }
    for category in categories {
      let code = row[category.slot].code
      let value = code == ColumnJob.missingCode ? category.missing : category.values[Int(code)]
      (inputs + category.place).update(repeating: 0, count: category.width)
      if value >= 0 { inputs[category.place + Int(value)] = 1 }
    }
    guard !monomials.parents.isEmpty else { return }
    var next = inputs + (width - monomials.parents.count)
    for (parent, factor) in zip(monomials.parents, monomials.factors) {
      next.pointee = inputs[Int(parent)] * inputs[Int(factor)]
      next += 1
    }
  }

  @inline(__always)
  private func encode(
    _ run: Numbers, _ row: UnsafePointer<Scalar>, _ inputs: UnsafeMutablePointer<Scalar>
  ) {
    let cells = row + run.slot
    let places = inputs + run.place
    fills.withUnsafeBufferPointer { fills in
      guard isScaled else {
        for index in 0..<run.count {
          let cell = cells[index]
          places[index] = cell == cell ? cell : fills[run.slot + index]
        }
        return
      }
      shifts.withUnsafeBufferPointer { shifts in
        scales.withUnsafeBufferPointer { scales in
          for index in 0..<run.count {
            let slot = run.slot + index
            let cell = Double(cells[index])
            let value = cell == cell ? cell : Double(fills[slot])
            let scale = scales[slot]
            places[index] = scale == 0 ? 0 : Scalar((value - shifts[slot]) / scale)
          }
        }
      }
    }
  }
}
