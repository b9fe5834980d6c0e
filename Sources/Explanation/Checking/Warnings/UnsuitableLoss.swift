import Engine
import Spec
import System
import Tabular
import Training

enum UnsuitableLoss: SevereWarning {
  static let code = "unsuitable-loss"
  static let meaning = "the loss does not suit classes, or the outputs cannot reach the targets"

  static func sentences(_ essentials: Essentials) -> [String] {
    guard essentials.isCountable else { return [] }
    let network = essentials.network
    let loss = network.loss
    let isOfNumbers =
      loss is MeanSquaredError || loss is SquaredError || loss is MeanAbsoluteError || loss is Huber
    guard isOfNumbers else { return [] }
    let name = type(of: loss).name
    if !essentials.classes.isEmpty {
      guard network.givesProbabilities else { return [] }
      return [
        "\(name) hardly corrects a class that is wrong with a high probability, since its gradient "
          + "vanishes there; \"loss\": \"cross_entropy\" is made for classes"
      ]
    }
    guard let layer = network.layers.last else { return [] }
    let activation = type(of: layer.outputActivation)
    let reach = activation.reach
    return essentials.targets.compactMap { target in
      let (low, high) = (target.least < reach.lowerBound, target.greatest > reach.upperBound)
      guard low || high else { return nil }
      let limit =
        low
        ? "below \(Decimals.text(reach.lowerBound))" : "above \(Decimals.text(reach.upperBound))"
      return
        "the target \(target.name.quoted) is learnt as numbers from \(Decimals.text(target.least)) to "
        + "\(Decimals.text(target.greatest)), and no output of \(activation.name) is \(limit); "
        + "\"activation\": \"identity\" in the last layer reaches all numbers"
    }
  }
}
