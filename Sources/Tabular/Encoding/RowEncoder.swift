/// Turns rows of cells into rows of inputs.
///
/// A cell is a number, or of a column of texts what the text stands for (`KnownTexts`); NaN where it is
/// missing. All of it is computed in Doubles, and rounded to the network's precision as it is stored.
package struct RowEncoder<Scalar: TableScalar>: Sendable {
  /// Numbers next to each other that are scaled linearly.
  private struct Numbers {
    let slot: Int
    let place: Int
    let count: Int
  }

  /// A number that is scaled in another way.
  private struct Curve {
    let slot: Int
    let place: Int
    let fill: Double
    let scaling: NumberScaling
  }

  /// A number whose range is cut into pieces.
  private struct Pieces {
    let slot: Int
    let place: Int
    let encoding: NumberEncoding
  }

  /// An input that tells whether a number is missing.
  private struct Indicator {
    let slot: Int
    let place: Int
  }

  /// One column of booleans.
  private struct Boolean {
    let slot: Int
    let place: Int
    let hasIndicator: Bool
    let missing: Scalar
  }

  /// One column of categories.
  private struct Category {
    let slot: Int
    let place: Int
    /// How many inputs it becomes; one of them is 1, or the only one is the category's number.
    let width: Int
    let isEmbedded: Bool
    /// The number of a missing cell's category; -1 for none.
    let missing: Double
  }

  /// The parts of a date; its days are a number.
  private struct Parts {
    let slot: Int
    let place: Int
    let encoding: DateEncoding
  }

  /// A group whose sequences may be short.
  private struct Sequence {
    let slots: Range<Int>
    let place: Int
    let features: Int
    /// Where the number of steps goes.
    let lengthPlace: Int
  }

  /// The numbers of a group that are divided by their norm.
  private struct Normalized {
    let places: [Int]
    let normalization: RowNormalization
  }

  /// How many inputs a row becomes.
  package let width: Int
  private var numbers: [Numbers] = []
  private var curves: [Curve] = []
  private var pieces: [Pieces] = []
  private var indicators: [Indicator] = []
  private var booleans: [Boolean] = []
  private var categories: [Category] = []
  private var dates: [Parts] = []
  private var sequences: [Sequence] = []
  private var normalized: [Normalized] = []
  private let fills: [Double]
  private let shifts: [Double]
  private let scales: [Double]
  /// The same with 1 for 0, so that each can be divided by.
  private let divisors: [Double]
  private let isScaled: Bool
  /// Of each group that has any.
  private var monomials: [Monomials] = []

  /// One that leaves cells as they are.
  /// - Parameter count: the cells of a row.
  init(cells count: Int) {
    width = count
    numbers = [Numbers(slot: 0, place: 0, count: count)]
    fills = [Double](repeating: .nan, count: count)
    (shifts, scales, divisors, isScaled) = ([], [], [], false)
  }

  package init(_ encoder: Encoder) {
    var fills = [Double](repeating: 0, count: encoder.inputs.count)
    var shifts = [Double](repeating: 0, count: fills.count)
    var scales = [Double](repeating: 1, count: fills.count)
    let firstPlaces = encoder.places
    for (slot, input) in encoder.inputs.enumerated() {
      let place = firstPlaces[slot]
      let number: NumberEncoding? =
        switch input.encoding {
        case .number(let encoding): encoding
        case .date(let encoding): encoding.elapsed
        case .boolean, .category: nil
        }
      if let encoding = number {
        if case .linear(let shift, let scale) = encoding.scaling {
          fills[slot] = encoding.fill
          shifts[slot] = shift
          scales[slot] = scale
          if let last = numbers.last, last.slot + last.count == slot,
            last.place + last.count == place
          {
            numbers[numbers.count - 1] = Numbers(
              slot: last.slot, place: last.place, count: last.count + 1)
          } else {
            numbers.append(Numbers(slot: slot, place: place, count: 1))
          }
        } else {
          curves.append(
            Curve(slot: slot, place: place, fill: encoding.fill, scaling: encoding.scaling))
        }
        if encoding.pieceCount > 0 {
          pieces.append(Pieces(slot: slot, place: place + 1, encoding: encoding))
        }
        if encoding.hasIndicator {
          indicators.append(Indicator(slot: slot, place: place + encoding.width - 1))
        }
      }
      switch input.encoding {
      case .number: break
      case .date(let encoding):
        dates.append(Parts(slot: slot, place: place + encoding.elapsed.width, encoding: encoding))
      case .boolean(let encoding):
        booleans.append(
          Boolean(
            slot: slot, place: place, hasIndicator: encoding.hasIndicator,
            missing: Scalar(encoding.fill)))
      case .category(let encoding):
        let missing = encoding.missing ?? encoding.other ?? -1
        categories.append(
          Category(
            slot: slot, place: place, width: encoding.width,
            isEmbedded: encoding.dimensions != nil, missing: Double(missing)))
      }
    }
    for (columns, group) in zip(encoder.columnGroups, encoder.rowGroups) {
      let numbers = columns.inputs.compactMap { slot in
        if case .number = encoder.inputs[slot].encoding { firstPlaces[slot] } else { nil }
      }
      if let features = columns.features, let lengthPlace = group.lengthColumn {
        sequences.append(
          Sequence(
            slots: columns.inputs, place: group.columns.lowerBound, features: features,
            lengthPlace: lengthPlace))
      }
      if columns.normalization != .none, !numbers.isEmpty {
        normalized.append(Normalized(places: numbers, normalization: columns.normalization))
      }
      if columns.shape == nil, let last = columns.inputs.last {
        let monomials = Monomials(
          numbers: numbers, width: firstPlaces[last] + encoder.inputs[last].width,
          degree: encoder.polynomialDegree)
        if !monomials.parents.isEmpty { self.monomials.append(monomials) }
      }
    }
    width = encoder.rowWidth
    self.fills = fills
    self.shifts = shifts
    self.scales = scales
    divisors = scales.map { $0 == 0 ? 1 : $0 }
    isScaled = shifts.contains { $0 != 0 } || scales.contains { $0 != 1 }
  }

  /// Encodes rows of cells.
  /// - Parameters:
  ///   - rows: [count, cells], each row as long as the encoder has input columns.
  ///   - inputs: [count, width]
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func encode(
    _ rows: UnsafePointer<Double>, cells: Int, count: Int, into inputs: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<count { encode(rows + row * cells, into: inputs + row * width) }
  }

  /// Encodes a row of cells.
  @inline(__always)
  func encode(_ row: UnsafePointer<Double>, into inputs: UnsafeMutablePointer<Scalar>) {
    for run in numbers { encode(run, row, inputs) }
    if curves.count + pieces.count + indicators.count + booleans.count + categories.count
      + dates.count > 0
    {
      encodeOthers(row, inputs)
    }
    for sequence in sequences { mask(sequence, row, inputs) }
    for group in normalized { group.normalization.normalize(inputs, group.places) }
    for monomials in monomials {
      var next = inputs + monomials.start
      for (parent, factor) in zip(monomials.parents, monomials.factors) {
        next.pointee = inputs[Int(parent)] * inputs[Int(factor)]
        next += 1
      }
    }
  }

  /// Tells how many steps a row has, and makes those behind them 0.
  private func mask(
    _ sequence: Sequence, _ row: UnsafePointer<Double>, _ inputs: UnsafeMutablePointer<Scalar>
  ) {
    let count = sequence.slots.count
    let length = SequenceCells.length(
      of: row + sequence.slots.lowerBound, count: count, features: sequence.features)
    let present = length * sequence.features
    (inputs + sequence.place + present).update(repeating: 0, count: count - present)
    inputs[sequence.lengthPlace] = Scalar(Double(length))
  }

  /// Encodes what is not a number scaled linearly.
  private func encodeOthers(
    _ row: UnsafePointer<Double>, _ inputs: UnsafeMutablePointer<Scalar>
  ) {
    for curve in curves {
      let cell = row[curve.slot]
      inputs[curve.place] = Scalar(curve.scaling.apply(cell == cell ? cell : curve.fill))
    }
    for pieces in pieces {
      let cell = row[pieces.slot]
      let value = cell == cell ? cell : pieces.encoding.fill
      for piece in 0..<pieces.encoding.pieceCount {
        inputs[pieces.place + piece] = Scalar(pieces.encoding.share(of: piece, below: value))
      }
    }
    for indicator in indicators {
      let cell = row[indicator.slot]
      inputs[indicator.place] = cell == cell ? 0 : 1
    }
    for date in dates {
      date.encoding.encodeParts(row[date.slot], into: inputs + date.place)
    }
    for boolean in booleans {
      let cell = row[boolean.slot]
      let isMissing = cell != cell
      inputs[boolean.place] = isMissing ? boolean.missing : Scalar(cell)
      if boolean.hasIndicator { inputs[boolean.place + 1] = isMissing ? 1 : 0 }
    }
    for category in categories {
      let cell = row[category.slot]
      let value = cell == cell ? cell : category.missing
      if category.isEmbedded {
        inputs[category.place] = Scalar(value)
        continue
      }
      (inputs + category.place).update(repeating: 0, count: category.width)
      if value >= 0 { inputs[category.place + Int(value)] = 1 }
    }
  }

  @inline(__always)
  private func encode(
    _ run: Numbers, _ row: UnsafePointer<Double>, _ inputs: UnsafeMutablePointer<Scalar>
  ) {
    let cells = row + run.slot
    let places = inputs + run.place
    fills.withUnsafeBufferPointer { fills in
      guard isScaled else {
        for index in 0..<run.count {
          let cell = cells[index]
          places[index] = Scalar(cell == cell ? cell : fills[run.slot + index])
        }
        return
      }
      shifts.withUnsafeBufferPointer { shifts in
        scales.withUnsafeBufferPointer { scales in
          divisors.withUnsafeBufferPointer { divisors in
            // Without a branch, so that the processor takes several numbers at once.
            for index in 0..<run.count {
              let slot = run.slot + index
              let cell = cells[index]
              let value = cell == cell ? cell : fills[slot]
              let scaled = Scalar((value - shifts[slot]) / divisors[slot])
              places[index] = scales[slot] == 0 ? 0 : scaled
            }
          }
        }
      }
    }
  }
}
