package import Engine
package import Tabular

/// A model from cells to answers, in three graphs: from the cells of a row to the network's inputs, the network, and
/// from what decides to the answers. The first and the last are in double precision, whatever the network's is;
/// where it is single, what passes between them is rounded to it, and so is each step that is taken in it.
package struct WholeGraph: Sendable {
  package let encoder: Encoder
  package let network: Network
  package let precision: Precision
  /// Of data 0, [rows, cells]: a number for each cell of an input column, in their order; of a text that of its category,
  /// −1 for one that is none; NaN for a missing cell.
  package let cells: Graph
  /// The inputs that a row becomes, [rows, inputs].
  package let inputs: Value
  /// What follows from what decides.
  package let answering: AnswerGraph

  package init(_ model: ModelFile) {
    self.init(
      model.encoder, model.network, model.precision, threshold: model.calibration.threshold)
  }

  /// - Parameter threshold: as of the `AnswerGraph`.
  package init(
    _ encoder: Encoder, _ network: Network, _ precision: Precision, threshold: Double? = nil
  ) {
    self.encoder = encoder
    self.network = network
    self.precision = precision
    var cells = Graph()
    inputs = cells.inputs(of: encoder, isSingle: precision == .float32)
    self.cells = cells
    answering = AnswerGraph(encoder, network, precision, threshold: threshold)
  }

  /// Of data 0, [rows, inputs].
  package var layers: NetworkGraph { NetworkGraph(network, training: false) }

  /// Of data 0, what decides, [rows, outputs].
  package var decisions: Graph { answering.graph }

  /// In the order in which `predict` writes them.
  package var answers: [AnswerGraph.Answer] { answering.answers }

  /// The names of the answers, as `predict` has them in its header.
  package var names: [String] { answering.names }
}

extension Graph {
  /// Adds the nodes from cells to inputs, [rows, inputs]; they give what `RowEncoder` gives, which is quicker.
  fileprivate mutating func inputs(of encoder: Encoder, isSingle: Bool) -> Value {
    let cells = data(0, columns: encoder.inputs.count)
    var groups: [Value] = []
    var lengths: [Value] = []
    let (places, rowGroups) = (encoder.places, encoder.rowGroups)
    for (group, place) in zip(encoder.columnGroups, rowGroups) {
      let columns = group.inputs.map { slot in
        inputs(
          of: encoder.inputs[slot], apply(Columns(slot..<slot + 1), cells))
      }
      var row = side(by: columns.flatMap(\.self))
      if isSingle { row = apply(RoundToSingle(), row) }
      if let features = group.features, place.lengthColumn != nil {
        let length = apply(SequenceLength(features: features), apply(Columns(group.inputs), cells))
        row = apply(MaskSteps(steps: group.inputs.count / features), row, length)
        lengths.append(length)
      }
      let start = place.columns.lowerBound
      let numbers = group.inputs.compactMap { slot in
        if case .number = encoder.inputs[slot].encoding { places[slot] - start } else { nil }
      }
      if group.normalization != .none, !numbers.isEmpty {
        row = apply(DivideByNorm(numbers, group.normalization), row)
        if isSingle { row = apply(RoundToSingle(), row) }
      }
      if group.shape == nil, let last = group.inputs.last {
        let monomials = Monomials(
          numbers: numbers, width: places[last] - start + encoder.inputs[last].width,
          degree: encoder.polynomialDegree)
        if !monomials.parents.isEmpty {
          row = apply(MonomialsOfRow(monomials, isSingle: isSingle), row)
        }
      }
      groups.append(row)
    }
    return side(by: groups + lengths)
  }

  private mutating func side(by values: [Value]) -> Value {
    values.count == 1 ? values[0] : apply(Concatenate(), values)
  }

  /// What a cell becomes, [rows, 1] ↦ side by side.
  private mutating func inputs(of column: InputColumn, _ cell: Value) -> [Value] {
    switch column.encoding {
    case .number(let encoding): return inputs(of: encoding, cell)
    case .date(let encoding):
      let days = apply(FillMissing(by: encoding.elapsed.fill), cell)
      return inputs(of: encoding.elapsed, cell)
        + encoding.parts.flatMap { part -> [Value] in
          let value = apply(DatePart(part.part), days)
          let scaled = apply(ScaleNumber(part.scaling), value)
          guard part.part.isPeriodic else { return [scaled] }
          // What is the same in all training rows becomes 0, as its scaled number does.
          if part.isConstant { return [scaled, scaled, scaled] }
          return [scaled, apply(PlaceInPeriod(of: part.part), value)]
        }
    case .boolean(let encoding):
      let value = apply(FillMissing(by: encoding.fill), cell)
      return encoding.hasIndicator ? [value, apply(MissingMark(), cell)] : [value]
    case .category(let encoding):
      let missing = encoding.missing ?? encoding.other ?? -1
      let number = apply(FillMissing(by: Double(missing)), cell)
      return encoding.dimensions != nil
        ? [number] : [apply(CategoryPlace(of: encoding.count), number)]
    }
  }

  private mutating func inputs(of encoding: NumberEncoding, _ cell: Value) -> [Value] {
    let number = apply(FillMissing(by: encoding.fill), cell)
    var values = [apply(ScaleNumber(encoding.scaling), number)]
    if encoding.pieceCount > 0 { values.append(apply(ShareOfPieces(encoding), number)) }
    if encoding.hasIndicator { values.append(apply(MissingMark(), cell)) }
    return values
  }
}
