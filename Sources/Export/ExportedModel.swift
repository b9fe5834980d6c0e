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

  /// Reads the model of a run.
  /// - Throws: `noInput` or `data` where there is none or it is damaged, `configuration` where its rows are no rows by
  ///   themselves.
  package init(_ run: FinishedRun) throws(Failure) {
    let model = try run.model()
    guard model.encoder.steps == nil else {
      throw Failure(
        .configuration, at: .file(run.directory),
        "an answer of the model takes several rows (data.window or data.sequence), which no export can express"
      )
    }
    guard model.encoder.graph == nil else {
      throw Failure(
        .configuration, at: .file(run.directory),
        "the rows of the model are the nodes of a graph (data.edges), which no export can express")
    }
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
    var parameters = learner.network.parameters.indices.map {
      learner.parameter($0).map { Double($0) }
    }
    var states = learner.network.states.map { _ in [Double]() }
    for tensor in learner.network.tensors {
      switch tensor.place {
      case .parameter(let number):
        parameters[number] = learner.elements(of: tensor).map { Double($0) }
      case .state(let number): states[number] = learner.elements(of: tensor).map { Double($0) }
      }
    }
    return (parameters, states)
  }
}

extension ExportedModel {
  /// The numbers of the parameters and states that the answers need.
  var usedLeaves: (parameters: Set<Int>, states: Set<Int>) {
    var (parameters, states): (Set<Int>, Set<Int>) = ([], [])
    var needed: Set<Value> = [layers.decisions]
    for value in layers.graph.values.reversed() where needed.contains(value) {
      switch layers.graph[value].source {
      case .parameter(let number): parameters.insert(number)
      case .state(let number): states.insert(number)
      case .operation(_, let inputs): needed.formUnion(inputs)
      case .data, .constant: break
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

  init(_ column: InputColumn, missing: MissingTexts) {
    name = column.name
    self.missing = missing.texts + column.format.missing
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
