import Engine
import Spec
import Tabular

/// The network for a table and how it is trained, by the table's size.
struct NetworkProposal {
  private let survey: TableSurvey
  private let inputs: Int

  /// With fewer rows, those held back would be too few to tell anything.
  private static let fewRows = 20

  init(_ survey: TableSurvey, inputs: Int) {
    self.survey = survey
    self.inputs = inputs
  }

  /// The share of rows that training is watched with; nil for none.
  var validation: Double? { survey.rows < Self.fewRows ? nil : 0.2 }

  /// Sets all but the data.
  func fill(_ configuration: inout Configuration) {
    configuration.preprocessing.numeric = .robust
    if survey.task == .regression { configuration.preprocessing.target = .standard }
    configuration.model.layers = layers
    if survey.task == .classification {
      configuration.loss = CrossEntropy()
    } else {
      configuration.loss = MeanSquaredError()
    }
    var optimizer = AdamW()
    optimizer.learningRate = 0.001
    configuration.optimizer = optimizer
    configuration.training.batchSize = 32
    configuration.training.epochs = 200
    if validation != nil { configuration.training.earlyStopping.patience = 30 }
  }

  private var layers: [LayerSection] {
    var hidden = LayerSection()
    hidden.units = 128
    hidden.activation = ReLU()
    var output = LayerSection()
    if survey.task == .classification { output.activation = Softmax() }
    return [hidden, hidden, output]
  }
}
