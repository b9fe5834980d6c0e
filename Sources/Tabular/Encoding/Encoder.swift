/// What was learnt of the training rows about the columns: everything that turns a row of a CSV with
/// these columns into inputs and targets.
package struct Encoder: Hashable, Sendable {
  /// In the order of the network's inputs.
  package let inputs: [InputColumn]
  /// How rows become examples of several steps; nil where each is one by itself.
  package let steps: StepLayout?
  /// Of all inputs, in their order, the groups that they are in.
  package let columnGroups: [ColumnGroup]
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
  /// Where the rows are the nodes of a graph, the columns that say of which.
  package let graph: GraphColumns?

  /// How many columns an input matrix has; `Int.max` where there are more than that.
  package var inputCount: Int {
    guard let steps else { return rowWidth }
    return steps.width(features: rowWidth)
  }

  /// How many inputs a row of a table becomes; `Int.max` where there are more than that.
  ///
  /// Those of a group come side by side: what its columns become, then their monomials. Behind all groups
  /// stand the numbers of steps of those that have any.
  package var rowWidth: Int {
    columnGroups.reduce(0) { count, group in
      let (sum, overflow) = count.addingReportingOverflow(width(of: group))
      return overflow ? Int.max : sum + (group.hasLengths ? 1 : 0)
    }
  }

  /// How many columns of an input matrix a group has.
  private func width(of group: ColumnGroup) -> Int {
    let inputs = inputs[group.inputs]
    let width = inputs.reduce(0) { $0 + $1.width }
    guard group.shape == nil else { return width }
    let numbers = inputs.count { if case .number = $0.encoding { true } else { false } }
    let (sum, overflow) = width.addingReportingOverflow(
      Monomials.count(numbers: numbers, degree: polynomialDegree))
    return overflow ? Int.max : sum
  }

  /// The groups in an input matrix, in its order.
  package var groups: [InputGroup] {
    guard let steps else { return rowGroups }
    let count = steps.steps * rowWidth
    return [
      InputGroup(
        name: GroupSection.rest, columns: 0..<count, extents: [steps.steps, rowWidth],
        lengthColumn: steps.hasLengths ? count : nil)
    ]
  }

  /// The groups in what a row of a table becomes.
  package var rowGroups: [InputGroup] {
    let widths = columnGroups.map { width(of: $0) }
    var (place, lengths) = (0, widths.reduce(0, +))
    return zip(columnGroups, widths).map { group, width in
      defer {
        place += width
        lengths += group.hasLengths ? 1 : 0
      }
      return InputGroup(
        name: group.name, columns: place..<place + width, extents: group.shape ?? [width],
        lengthColumn: group.hasLengths ? lengths : nil)
    }
  }

  /// Of each input the first of its columns in an input matrix, or in a step.
  package var places: [Int] {
    zip(columnGroups, rowGroups).flatMap { group, place in
      var next = place.columns.lowerBound
      return inputs[group.inputs].map { input in
        defer { next += input.width }
        return next
      }
    }
  }

  /// Of each input the name of its group.
  package var groupNames: [String] {
    columnGroups.flatMap { group in group.inputs.map { _ in group.name } }
  }

  /// How many columns a target matrix has to be compared with: the classes' index, or the targets.
  package var targetCount: Int { targets.count }

  /// The inputs that are numbers of categories, in their order.
  package var embeddings: [EmbeddingInput] {
    var embeddings: [EmbeddingInput] = []
    for (input, place) in zip(inputs, places) {
      if case .category(let encoding) = input.encoding, let dimensions = encoding.dimensions,
        let other = encoding.other
      {
        embeddings.append(
          EmbeddingInput(
            column: input.name, input: place, categories: encoding.count, dimensions: dimensions,
            other: other))
      }
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
      },
      steps: steps,
      columnGroups: columnGroups.map { group in
        var group = group
        group.normalization = .none
        return group
      }, targets: targets, targetFormats: targetFormats, task: task, classes: classes,
      polynomialDegree: 1, missing: missing,
      targetScales: nil, trainingTargets: trainingTargets, graph: graph)
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
    steps = StepLayout(table, data)
    columnGroups = fitting.groups
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
    graph = data.edges?.columns
  }
}
