internal import Randomness

/// A multi-layer perceptron with its loss: everything that its graph follows from, sizes resolved.
package struct Network: Sendable {
  /// A dense layer: activation(x Wᵀ + b), its outputs dropped with probability `dropout` in training.
  package struct Layer: Sendable {
    /// The number of outputs.
    package var units: Int
    package var activation: any Activation
    package var hasBias: Bool
    package var initializer: any Initializer
    /// The probability with which an output is dropped in training, 0 ≤ p < 1.
    package var dropout: Double
    /// When dropped outputs are drawn anew.
    package var resample: DropoutResample

    package init(
      units: Int, activation: any Activation, hasBias: Bool = true,
      initializer: (any Initializer)? = nil, dropout: Double = 0,
      resample: DropoutResample = .step
    ) {
      self.units = units
      self.activation = activation
      self.hasBias = hasBias
      self.initializer = initializer ?? type(of: activation).defaultInitializer
      self.dropout = dropout
      self.resample = resample
    }
  }

  /// A trainable tensor, [rows, columns]: an embedding's vectors [categories, dimensions], a layer's
  /// weights [units, inputs] or biases [units].
  package struct Parameter: Sendable {
    /// What a parameter is part of, by its number.
    package enum Owner: Hashable, Sendable {
      case embedding(Int)
      case layer(Int)
    }

    package let owner: Owner
    /// The name in model files.
    package let name: String
    /// Whether penalties, decay and the greatest norm count for it: for all but biases. The vectors of an
    /// embedding are the weights of a layer whose inputs are one-hot categories.
    package let isWeight: Bool
    package let rows: Int
    package let columns: Int

    /// The shape in model files.
    package var shape: [Int] { isWeight ? [rows, columns] : [columns] }

    package var count: Int { rows * columns }
  }

  /// The columns of the matrix of inputs.
  package let inputs: Int
  /// The inputs that are numbers of categories, in their order.
  package let embeddings: [Embedding]
  package let layers: [Layer]
  package let loss: any Loss
  package let regularizer: any Regularizer
  /// The number of classes; nil in regression.
  package let classes: Int?
  /// In a regression whose targets are scaled, what a unit of each is in the targets' own units: losses
  /// and scores are told in these, while the objective stays in the scaled ones. Nil where both are the
  /// same.
  package let targetScales: [Double]?
  /// In how many of the targets' own units the graph tells scores: a power of two, other than 1 only where
  /// squares of the targets' own units would be beyond what the graph's numbers hold.
  package let toldUnit: Double
  /// Whether the losses of the rows trained on are multiplied with weights.
  package let isWeighted: Bool

  /// The same of losses.
  package var toldLossUnit: Double {
    switch type(of: loss).degree {
    case 1: toldUnit
    case 2: toldUnit * toldUnit
    default: 1
    }
  }

  package init(
    inputs: Int, embeddings: [Embedding] = [], layers: [Layer], loss: any Loss,
    regularizer: any Regularizer = NoRegularizer(), classes: Int?, targetScales: [Double]? = nil,
    isWeighted: Bool = false
  ) {
    precondition(!layers.isEmpty, "a network has an output layer")
    self.inputs = inputs
    self.embeddings = embeddings
    self.layers = layers
    self.loss = loss
    self.regularizer = regularizer
    self.classes = classes
    self.targetScales = targetScales
    let greatest = targetScales?.max() ?? 1
    let isUsual = type(of: loss).degree == nil || (1e-12...1e12) ~= greatest
    toldUnit = isUsual ? 1 : Double(sign: .plus, exponent: greatest.exponent, significand: 1)
    self.isWeighted = isWeighted
  }

  /// The inputs of the first layer: those of the matrix, with vectors in the place of categories.
  package var firstLayerInputs: Int {
    embeddings.reduce(inputs) { $0 + $1.dimensions - 1 }
  }

  /// The units of the output layer.
  package var outputs: Int { layers[layers.count - 1].units }

  /// The columns of the targets: a class number, or a number for each output.
  package var targetColumns: Int { classes == nil ? outputs : 1 }

  /// All vectors, and all weights and biases layer by layer.
  package var parameters: [Parameter] {
    var parameters = embeddings.enumerated().map { number, embedding in
      Parameter(
        owner: .embedding(number), name: "embeddings.\(embedding.column).weight", isWeight: true,
        rows: embedding.categories, columns: embedding.dimensions)
    }
    var inputs = firstLayerInputs
    for (number, layer) in layers.enumerated() {
      parameters.append(
        Parameter(
          owner: .layer(number), name: "layers.\(number).weight", isWeight: true,
          rows: layer.units, columns: inputs))
      if layer.hasBias {
        parameters.append(
          Parameter(
            owner: .layer(number), name: "layers.\(number).bias", isWeight: false, rows: 1,
            columns: layer.units))
      }
      inputs = layer.units
    }
    return parameters
  }

  /// The initial values of a parameter's elements, by their index.
  package func initialValues(_ parameter: Parameter, seed: UInt64) -> (_ index: Int) -> Double {
    switch parameter.owner {
    case .embedding(let number):
      return embeddings[number].initialValues(
        from: RandomStream(seed: seed, .initialVectors, minor: number))
    case .layer(let number):
      guard parameter.isWeight else { return { _ in 0 } }
      return layers[number].initializer.weights(
        inputs: parameter.columns, units: parameter.rows,
        from: RandomStream(seed: seed, .initialWeights, minor: number))
    }
  }
}
