/// What was learnt of the training rows about the columns: everything that turns a row of a CSV with
/// these columns into inputs and targets.
package struct Encoder: Hashable, Sendable {
  /// In the order of the network's inputs.
  package let inputs: [InputColumn]
  /// The names of the target columns.
  package let targets: [String]
  /// How the cells of each are written.
  package let targetFormats: [CellFormat]
  package let task: Task
  /// The classes in their order; nil in a regression.
  package let classes: ClassList?
  /// The highest degree of the monomials of the numbers; 1 for the numbers alone.
  package let polynomialDegree: Int
  /// The texts of cells that stand for a missing value.
  package let missing: MissingTexts
  /// For each target how it is scaled for learning; nil where targets are learnt as they are.
  package let targetScales: [TargetScale]?
  /// Nil in a model that was made when it was not kept.
  package let trainingTargets: TrainingTargets?

  /// How many inputs the network has; `Int.max` where there are more than that.
  package var inputCount: Int {
    let width = inputs.reduce(0) { $0 + $1.width }
    let numbers = inputs.count { if case .number = $0.encoding { true } else { false } }
    let (sum, overflow) = width.addingReportingOverflow(
      Monomials.count(numbers: numbers, degree: polynomialDegree))
    return overflow ? Int.max : sum
  }

  /// How many columns a target matrix has to be compared with: the classes' index, or the targets.
  package var targetCount: Int { targets.count }

  /// What a network says of a target of a regression, in the target's own units.
  package func inOwnUnits(_ output: Double, target: Int) -> Double {
    targetScales?[target].unscaled(output) ?? output
  }

  /// The inputs that are numbers of categories, in their order.
  package var embeddings: [EmbeddingInput] {
    var place = 0
    var embeddings: [EmbeddingInput] = []
    for input in inputs {
      if case .category(let encoding) = input.encoding, let dimensions = encoding.dimensions,
        let other = encoding.other
      {
        embeddings.append(
          EmbeddingInput(
            column: input.name, input: place, categories: encoding.count, dimensions: dimensions,
            other: other))
      }
      place += input.width
    }
    return embeddings
  }
}

extension Encoder {
  /// The same columns with numbers and targets as they stand in the file.
  package var unscaled: Encoder {
    Encoder(
      inputs: inputs.map { input in
        var input = input
        if case .number(let encoding) = input.encoding {
          input.encoding = .number(
            NumberEncoding(fill: encoding.fill, scaling: .linear(shift: 0, scale: 1)))
        }
        return input
      }, targets: targets, targetFormats: targetFormats, task: task, classes: classes,
      polynomialDegree: 1, missing: missing,
      targetScales: nil, trainingTargets: trainingTargets)
  }

  /// Encodes rows of numbers, one for each input, all of which are numbers.
  package func encode<Scalar: TableScalar>(rows: [[Double]]) -> [Scalar] {
    let encoder = RowEncoder<Scalar>(self)
    return [Scalar](unsafeUninitializedCapacity: rows.count * encoder.width) { inputs, count in
      inputs.initialize(repeating: 0)
      count = inputs.count
      guard var place = inputs.baseAddress else { return }
      for row in rows {
        row.withUnsafeBufferPointer { row in
          guard let start = row.baseAddress, row.count == self.inputs.count else { return }
          encoder.encode(start, into: place)
        }
        place += encoder.width
      }
    }
  }

  /// Fits an encoder on the rows of a table that are for training.
  init(
    _ table: TrainingTable, _ fitting: EncoderFitting, _ data: DataSection,
    _ preprocessing: PreprocessingSection, threads: Int
  ) {
    inputs = fitting.inputs(threads: threads)
    let targets = table.selection.targets.map { table.names[$0] }
    self.targets = targets
    targetFormats = table.formats.targets
    task = table.task
    classes = table.classes
    polynomialDegree = preprocessing.polynomialDegree
    missing = MissingTexts(data.missing)
    let fitted = fitting.targets(threads: threads)
    targetScales = fitted.scales
    trainingTargets = fitted.whole
  }
}
