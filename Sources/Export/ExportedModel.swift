package import Engine
package import Tabular
package import Training
package import System
import Spec

/// A finished model as exports read it: the graphs from cells to answers, with the numbers that training found.
package struct ExportedModel {
  package let whole: WholeGraph
  /// The network's graph from inputs to what decides, without what is only trained.
  package let layers: NetworkGraph
  /// Of each parameter by its number in the graph its elements, row-major; single ones exactly.
  package let parameters: [[Double]]
  /// Of each state likewise.
  package let states: [[Double]]
  /// In the order of the cells.
  package let columns: [ExportedColumn]
  /// Between the cells of the training file.
  let delimiter: String

  package var encoder: Encoder { whole.encoder }
  package var network: Network { whole.network }
  package var isSingle: Bool { whole.precision == .float32 }

  /// Cells whose numbers are at least that large are beyond the network's precision; infinite in double precision.
  var cellLimit: Double {
    let greatest = Float.greatestFiniteMagnitude
    return isSingle ? Double(greatest) + Double(greatest.ulp) / 2 : .infinity
  }

  /// Reads the model of a run.
  /// - Throws: `noInput` or `data` where there is none or it is damaged, `configuration` where its rows are no rows by
  ///   themselves.
  package init(_ run: FinishedRun) throws(Failure) {
    let model = try run.model()
    try run.checkRows(of: model)
    delimiter = String(model.delimiter)
    whole = WholeGraph(model)
    layers = whole.layers
    switch model.precision {
    case .float32:
      (parameters, states) = Self.numbers(of: try model.makeLearner(threads: 1) as Learner<Float>)
    case .float64:
      (parameters, states) = Self.numbers(of: try model.makeLearner(threads: 1) as Learner<Double>)
    }
    let encoder = model.encoder
    columns = encoder.inputs.map { ExportedColumn($0, missing: encoder.missing) }
  }

  private static func numbers<S: RunScalar>(of learner: Learner<S>) -> ([[Double]], [[Double]]) {
    let parameters = learner.network.parameters.indices.map {
      learner.parameter($0).map { Double($0) }
    }
    var states = learner.network.states.map { _ in [Double]() }
    for tensor in learner.network.tensors {
      guard case .state(let number) = tensor.place else { continue }
      states[number] = learner.elements(of: tensor).map { Double($0) }
    }
    return (parameters, states)
  }
}

/// The cells of a sequence in a row. A step is there where one of its cells is, or one of a later step.
struct ExportedSequence {
  let name: String
  /// Step after step.
  let slots: Range<Int>
  let features: Int
  /// How many steps there must be.
  let leastSteps: Int

  /// The cells of which one must be there, so that there are as many steps as there must be.
  var needed: Range<Int> {
    slots.lowerBound + (leastSteps - 1) * features..<slots.upperBound
  }

  /// The cells by which a cell's step is there.
  func cells(fromStepOf slot: Int) -> Range<Int> {
    slots.lowerBound + (slot - slots.lowerBound) / features * features..<slots.upperBound
  }
}

extension ExportedModel {
  /// The sequences among the cells of a row.
  var sequences: [ExportedSequence] {
    encoder.columnGroups.compactMap { group in
      group.features.map { features in
        ExportedSequence(
          name: group.name, slots: group.inputs, features: features,
          leastSteps: group.hasLengths
            ? network.needs.first { $0.group == group.name }?.steps ?? 1
            : group.inputs.count / features)
      }
    }
  }

  /// The columns that must not have a missing cell, whatever other cells there are.
  var neededColumns: [Int] {
    let inSequences = Set(sequences.flatMap { $0.slots })
    return columns.indices.filter { columns[$0].refusesMissing && !inSequences.contains($0) }
  }

  /// The columns that must not have a missing cell in a step that is there, with the cells by which it is.
  var neededInSteps: [(column: Int, step: Range<Int>)] {
    sequences.flatMap { sequence in
      sequence.slots.filter { columns[$0].refusesMissing }.map {
        ($0, sequence.cells(fromStepOf: $0))
      }
    }
  }

  /// All tensors as a file that a module of PyTorch takes as its state.
  var moduleBytes: [UInt8] {
    let tensors = network.tensors.map { tensor in
      switch tensor.place {
      case .parameter(let number): (tensor, parameters[number])
      case .state(let number): (tensor, states[number])
      }
    }
    return isSingle
      ? WeightsFile.moduleBytes(tensors.map { ($0, $1.map { Float($0) }) })
      : WeightsFile.moduleBytes(tensors)
  }

  /// The numbers of the parameters and states that the answers need.
  var usedLeaves: (parameters: Set<Int>, states: Set<Int>) {
    var (parameters, states): (Set<Int>, Set<Int>) = ([], [])
    for value in layers.graph.needed(for: [layers.decisions]) {
      switch layers.graph[value].source {
      case .parameter(let number): parameters.insert(number)
      case .state(let number): states.insert(number)
      case .operation, .data, .constant: break
      }
    }
    return (parameters, states)
  }
}

/// How a cell of an input column becomes a number.
package struct ExportedColumn: Sendable {
  package enum Kind: Sendable {
    /// A decimal number as programs write them.
    case decimal
    /// A number that is written in another way.
    case number(NumberFormat)
    /// Days since 1970-01-01 of a date.
    case date(DateFormat)
    /// 1 for true, yes and 1, whatever their case; 0 for false, no and 0.
    case boolean
    /// The number of a text, by its place among those of the encoding; `other` for one that is none of them, −1 where there
    /// is no such category.
    case category(CategoryEncoding, other: Int)
  }

  package let name: String
  package let kind: Kind
  /// The texts that mean a missing cell, besides an empty one, blanks around them taken away.
  package let missing: [String]
  /// Those of them that are numbers, which a cell may spell in another way.
  let missingNumbers: [Double]
  /// Whether a missing cell is a fault.
  let refusesMissing: Bool

  init(_ column: InputColumn, missing: MissingTexts) {
    name = column.name
    let words = MissingTexts(missing.texts + column.format.missing)
    self.missing = words.texts
    missingNumbers = words.numbers
    refusesMissing = column.refusesMissing
    kind =
      switch column.encoding {
      case .number: column.format.numbers.map { .number($0) } ?? .decimal
      case .date: column.format.date.map { .date($0) } ?? .decimal
      case .boolean: .boolean
      case .category(let encoding): .category(encoding, other: encoding.other ?? -1)
      }
  }

  var isDecimal: Bool { if case .decimal = kind { true } else { false } }

  /// What the cells are, for a message.
  var kindName: String {
    switch kind {
    case .decimal: "decimal numbers"
    case .number: "numbers in a format of their own"
    case .date: "dates"
    case .boolean: "booleans"
    case .category: "categories"
    }
  }
}
