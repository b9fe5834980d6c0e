package import Engine
import Spec

extension Network {
  /// Whether the outputs are probabilities of classes.
  package var givesProbabilities: Bool {
    let last = lastLayer.outputActivation
    return classes != nil && (last is Softmax || last is Sigmoid)
  }

  /// Why the loss is not the metric `log_loss`, where both are told and differ; nil where they do not.
  package var lossBesideLogLoss: String? {
    guard givesProbabilities, !(loss is CrossEntropy) else { return nil }
    return
      "loss is \(type(of: loss).name), which training minimises; log_loss is the mean of −ln p, p being the "
      + "probability of the row's class"
  }
}
