package import Spec

/// Each channel, the last extent, to mean 0 and variance 1 over the batch's rows and positions (Ioffe and
/// Szegedy 2015), then scaled and shifted by learnt numbers. Evaluation takes running statistics.
package struct BatchNormalization: Layer {
  package static let name = "batch_normalization"
  package static let meaning =
    "scales each channel to mean 0 and variance 1 over the rows and positions of an update, in evaluation by "
    + "running statistics, then gives γ x + β"
  package static let ownFields: [Field<BatchNormalization>] = [
    LayerFields.epsilon(\.epsilon),
    Field(
      "momentum", \.momentum, .number(.share),
      "the fraction by which an update moves the running statistics towards those of its batch"),
    LayerFields.scale(\.scale), LayerFields.offset(\.offset),
  ]

  package var element = LayerElement()
  package var epsilon = 1e-5
  package var momentum = 0.1
  package var scale = true
  package var offset = true
  package static let couplesRows = true

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    let channels = input.extents[input.extents.count - 1]
    let positions = input.count / channels
    let x = model.graph.reshaped(input.value, rows: positions, columns: channels)
    let runningMean = model.state("running_mean", count: channels, initial: 0)
    let runningVariance = model.state("running_var", count: channels, initial: 1, least: 0)
    var (mean, variance) = (runningMean, runningVariance)
    if model.isTraining {
      let statistics = Statistics(
        of: x, positions: positions, lengths: input.lengths, in: &model.graph)
      (mean, variance) = (statistics.mean, statistics.variance)
      move(runningMean, to: mean, in: &model)
      move(runningVariance, to: statistics.unbiasedVariance, in: &model)
    }
    var y = model.graph.apply(Subtract(), x, mean)
    let deviation = model.graph.apply(
      SquareRoot(), model.graph.apply(Add(), variance, model.graph.constant(epsilon)))
    y = model.graph.apply(Divide(), y, deviation)
    y = model.scaled(y, scale: scale, offset: offset, columns: channels)
    return Features(
      model.graph.reshaped(y, rows: 1, columns: input.count), input.extents,
      lengths: input.lengths)
  }

  /// r ← r + momentum · (s − r).
  private func move(_ running: Value, to statistic: Value, in model: inout ModelBuilder) {
    let step = model.graph.apply(
      Scale(by: momentum), model.graph.apply(Subtract(), statistic, running))
    model.update(running, to: model.graph.apply(Add(), running, step))
  }

  /// Means over all rows and positions of a batch, of sequences over the steps that they have; each [1, channels].
  private struct Statistics {
    let mean: Value
    /// Divided by the number n of values, and by n − 1.
    let variance: Value
    let unbiasedVariance: Value

    init(of x: Value, positions: Int, lengths: Value?, in graph: inout Graph) {
      var weights: Value?
      var present = graph.constant(1)
      if let lengths {
        let ones = graph.expanded(graph.constant(1), to: Shape(.batch, positions))
        let mask = graph.reshaped(
          graph.apply(MaskSteps(steps: positions), ones, lengths), rows: positions, columns: 1)
        weights = mask
        present = Self.mean(mask, positions, in: &graph)
      }
      func mean(_ value: Value, in graph: inout Graph) -> Value {
        guard let weights else { return Self.mean(value, positions, in: &graph) }
        let sum = Self.mean(graph.apply(Multiply(), value, weights), positions, in: &graph)
        return graph.apply(Divide(), sum, present)
      }
      self.mean = mean(x, in: &graph)
      let distance = graph.apply(Subtract(), x, self.mean)
      variance = mean(graph.apply(Square(), distance), in: &graph)
      // n / (n − 1) with n as a fraction of all positions; a single value has no unbiased variance.
      let one = graph.apply(BatchShare(times: positions), graph.constant(1))
      let rest = graph.apply(Subtract(), present, one)
      let isSeveral = graph.apply(Subtract(), rest, graph.apply(Scale(by: 0.5), one))
      let factor = graph.apply(
        SelectPositive(), isSeveral, graph.apply(Divide(), present, rest), graph.constant(1))
      unbiasedVariance = graph.apply(Multiply(), variance, factor)
    }

    /// The mean over rows and positions: each row's positions are added up where they were computed.
    private static func mean(_ value: Value, _ positions: Int, in graph: inout Graph) -> Value {
      guard positions > 1 else { return graph.apply(BatchMean(), value) }
      let sums = graph.apply(SumGroups(of: positions), value)
      return graph.apply(Scale(by: 1 / Double(positions)), graph.apply(BatchMean(), sums))
    }
  }
}

/// Each row, step or position to mean 0 and variance 1 over its last extent (Ba, Kiros and Hinton 2016), then
/// scaled and shifted by learnt numbers.
package struct LayerNormalization: Layer {
  package static let name = "layer_normalization"
  package static let meaning =
    "scales the last dimension of each row, step or position to mean 0 and variance 1, then gives γ x + β"
  package static let ownFields: [Field<LayerNormalization>] = [
    LayerFields.epsilon(\.epsilon), LayerFields.scale(\.scale), LayerFields.offset(\.offset),
  ]

  package var element = LayerElement()
  package var epsilon = 1e-5
  package var scale = true
  package var offset = true

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    let columns = input.extents[input.extents.count - 1]
    let positions = input.count / columns
    let x = model.graph.reshaped(input.value, rows: positions, columns: columns)
    let distance = model.graph.apply(Subtract(), x, model.graph.rowMeans(x))
    let variance = model.graph.rowMeans(model.graph.apply(Square(), distance))
    let deviation = model.graph.apply(
      SquareRoot(), model.graph.apply(Add(), variance, model.graph.constant(epsilon)))
    var y = model.graph.apply(Divide(), distance, deviation)
    y = model.scaled(y, scale: scale, offset: offset, columns: columns)
    return Features(
      model.graph.reshaped(y, rows: 1, columns: input.count), input.extents,
      lengths: input.lengths)
  }
}

extension LayerFields {
  fileprivate static func epsilon<L: Layer>(
    _ property: any WritableKeyPath<L, Double> & Sendable
  ) -> Field<L> {
    Field(
      "epsilon", property, .number(.positive),
      "ε, added to the variance under the root to avoid division by 0")
  }

  fileprivate static func scale<L: Layer>(
    _ property: any WritableKeyPath<L, Bool> & Sendable
  ) -> Field<L> {
    Field(
      "scale", property, .boolean,
      "whether the result is multiplied by a learnt number for each channel, weight, initially 1")
  }

  fileprivate static func offset<L: Layer>(
    _ property: any WritableKeyPath<L, Bool> & Sendable
  ) -> Field<L> {
    Field(
      "offset", property, .boolean,
      "whether a learnt number for each channel, bias, initially 0, is added to the result")
  }
}

extension ModelBuilder {
  /// γ x + β, the parts of which may be left out.
  fileprivate mutating func scaled(
    _ x: Value, scale: Bool, offset: Bool, columns: Int
  ) -> Value {
    var y = x
    if scale { y = graph.apply(Multiply(), y, bias("weight", count: columns, initial: [1])) }
    if offset { y = graph.apply(Add(), y, bias("bias", count: columns)) }
    return y
  }
}
