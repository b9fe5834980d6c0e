import Engine
import Spec
import Tabular

/// The network for a table and how it is trained, by the table's size.
///
/// It was chosen on other tables than those that its quality is measured on; scripts/bench/QUALITY.md
/// says what each choice gained.
struct NetworkProposal {
  private let survey: TableSurvey
  private let columns: ColumnsProposal

  /// With fewer rows, those held back would be too few to tell anything.
  private static let fewRows = 20
  /// With as many rows the network learns them by heart no more: it needs little to hold it back, and
  /// finer pieces of the numbers' ranges pay.
  private static let manyRows = 10_000

  init(_ survey: TableSurvey, _ columns: ColumnsProposal) {
    self.survey = survey
    self.columns = columns
  }

  /// The share of rows that training is watched with; nil for none.
  var validation: Double? { survey.rows < Self.fewRows ? nil : 0.15 }

  /// Sets all but the data.
  func fill(_ configuration: inout Configuration) {
    configuration.preprocessing.numeric = .robust
    // Those of all steps would be too many.
    configuration.preprocessing.pieces =
      configuration.data.window != nil ? 0 : hasManyRows ? 32 : 16
    if columns.areAllShaped {
      // A shape has no room for pieces. Groups have their own scaling.
      configuration.preprocessing.pieces = 0
      configuration.preprocessing.numeric = columns.shapes[0].scale
    }
    if survey.task == .regression { configuration.preprocessing.target = .standard }
    configuration.model.layers = layers
    if survey.task == .classification {
      // Enough to keep the network from being sure of what it has seen, too little to spoil the
      // probabilities.
      var loss = CrossEntropy()
      loss.labelSmoothing = 0.02
      configuration.loss = loss
    } else {
      configuration.loss = MeanSquaredError()
    }
    var optimizer = AdamW()
    optimizer.learningRate = 0.002
    if !hasManyRows { optimizer.weightDecay = 0.3 }
    configuration.optimizer = optimizer
    configuration.training.batchSize = batchSize
    configuration.training.epochs = epochs
    configuration.training.schedule = CosineSchedule()
    if validation != nil { configuration.training.earlyStopping.patience = epochs * 2 / 5 }
  }

  private var hasManyRows: Bool { survey.rows >= Self.manyRows }

  /// The largest power of two of which an epoch has about 150 updates, from 32 to 256.
  private var batchSize: Int {
    var size = 32
    while size < 256, survey.rows / (size * 2) >= 150 { size *= 2 }
    return size
  }

  /// 100, and fewer for large tables, which are learnt in fewer.
  private var epochs: Int { max(10, min(100, 1_000_000 / survey.rows)) }

  /// Few rows are easily learnt by heart, with their classes more than with numbers.
  private var dropout: Double {
    switch survey.task {
    case .classification: hasManyRows ? 0.2 : 0.5
    case .regression: hasManyRows ? 0.1 : 0.2
    }
  }

  /// Dense layers; before these convolutions where columns have a shape.
  private var layers: [any Layer] {
    var output = Dense()
    if survey.task == .classification { output.activation = Softmax() }
    let hidden = Dense(units: 256, activation: Mish(), dropout: dropout)
    if columns.shapes.isEmpty { return [hidden, hidden, output] }
    if columns.shapes.count == 1, columns.areAllShaped {
      return columns.shapes[0].convolutions
        + [Dense(units: 128, activation: Mish(), dropout: dropout), output]
    }
    // Each shape is seen by itself, then with the others and the columns without one.
    var layers: [any Layer] = []
    var names: [String] = columns.areAllShaped ? [] : [GroupSection.rest]
    for shape in columns.shapes {
      var tower = shape.convolutions
      tower[0].element.from = [shape.name]
      var end = Dense(units: 64, activation: Mish(), dropout: dropout)
      end.element.name = shape.name + "_features"
      names.append(shape.name + "_features")
      layers += tower + [end]
    }
    var joined = hidden
    joined.element.from = names
    return layers + [joined, output]
  }
}
