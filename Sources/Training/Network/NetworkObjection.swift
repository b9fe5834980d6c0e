import Engine
import Spec
import System
import Tabular

/// Why a network's last layer does not go with what is to be predicted, or its loss not with both.
struct NetworkObjection {
  /// The key of the configuration that is to be changed.
  let key: String
  let message: String

  /// Nil where everything goes together.
  ///
  /// - Parameters:
  ///   - layers: At least one. The last may leave its units out.
  ///   - loss: Nil for the default.
  ///   - classes: The number of classes, at least 2; nil in a regression.
  ///   - targets: The names of the target columns.
  init?(layers: [any Layer], loss named: (any Loss)?, classes: Int?, targets: [String]) {
    let last = layers[layers.count - 1]
    let place = "model.layers.\(layers.count - 1)"
    let loss = named ?? Self.defaultLoss(classes: classes)
    let expected = Self.outputUnits(
      of: last.outputActivation, loss, classes: classes, targets: targets.count)
    if let units = last.units, !expected.contains(units) {
      key = place + ".units"
      message = Self.mismatch(units, expected, last.outputActivation, loss, classes, targets)
      return
    }
    let output = OutputLayer(
      activation: last.outputActivation, units: last.units ?? expected[0], classes: classes)
    guard let objection = loss.objection(to: output) else { return nil }
    key = named == nil ? place + ".activation" : "loss"
    message = named == nil ? objection + " (the default loss)" : objection
  }

  /// Why the network goes with no data at all that the configuration allows; nil where it goes with
  /// some, or where the data are to tell which key is wrong.
  init?(before data: DataSection, layers: [any Layer], loss: (any Loss)?) {
    guard let last = layers.last else { return nil }
    var objections: [NetworkObjection?] = []
    if data.task != .regression, data.target.count == 1 {
      if last.outputActivation is Softmax, last.units == 1 {
        objections.append(
          NetworkObjection(
            key: "model.layers.\(layers.count - 1).units",
            message: "one softmax unit is always 1, expected one for each class"))
      } else {
        // As many classes as the units can stand for.
        let counts = last.units.map { [max(2, $0)] } ?? [2, 3]
        for classes in counts {
          objections.append(
            NetworkObjection(layers: layers, loss: loss, classes: classes, targets: data.target))
        }
      }
    }
    if data.task != .classification {
      objections.append(
        NetworkObjection(layers: layers, loss: loss, classes: nil, targets: data.target))
    }
    let found = objections.compactMap(\.self)
    guard found.count == objections.count, let first = found.first, let last = found.last,
      found.allSatisfy({ $0.key == first.key })
    else { return nil }
    // Of a loss that is for numbers alone what keeps it from these.
    self = loss.map(Self.isForNumbers) == true && data.task == nil ? last : first
  }

  /// Whether a loss goes with no output of a classification.
  private static func isForNumbers(_ loss: any Loss) -> Bool {
    let outputs: [(activation: any Activation, units: Int)] = [
      (Softmax(), 2), (Sigmoid(), 1), (Identity(), 1),
    ]
    return outputs.allSatisfy {
      loss.objection(to: OutputLayer(activation: $0.activation, units: $0.units, classes: 2)) != nil
    }
  }

  private init(key: String, message: String) {
    self.key = key
    self.message = message
  }

  /// The loss where none is named.
  static func defaultLoss(classes: Int?) -> any Loss {
    classes == nil ? MeanSquaredError() : CrossEntropy()
  }

  /// How many units the output layer may have, the default first.
  static func outputUnits(
    of activation: any Activation, _ loss: any Loss, classes: Int?, targets: Int
  ) -> [Int] {
    guard let classes else { return [targets * loss.answers.count] }
    return classes == 2 && !(activation is Softmax) ? [1, 2] : [classes]
  }

  /// Nil where the built network gives as many outputs as the target wants: what the last layer's fields do
  /// not say.
  init?(outputs network: Network, targets: [String]) {
    let last = network.lastLayer
    let expected = Self.outputUnits(
      of: last.outputActivation, network.loss, classes: network.classes, targets: targets.count)
    guard !expected.contains(network.outputs) else { return nil }
    key = "model.layers.\(network.layers.count - 1)"
    message = Self.mismatch(
      network.outputs, expected, last.outputActivation, network.loss, network.classes, targets)
  }

  private static func mismatch(
    _ units: Int, _ expected: [Int], _ activation: any Activation, _ loss: any Loss,
    _ classes: Int?, _ targets: [String]
  ) -> String {
    let wanted = expected.map(String.init).joined(separator: " or ")
    guard let classes else {
      let columns =
        targets.count == 1 ? "the target is one column" : "the targets are \(targets.count) columns"
      let answers = loss.answers.count
      let each =
        answers == 1 ? "" : ", and the loss \(type(of: loss).name) takes \(answers) units for each"
      return "the last layer has \(units) units, expected \(wanted): \(columns)\(each)"
    }
    return "the last layer has \(units) \(type(of: activation).name) units, expected \(wanted): "
      + "\(targets[0].quoted) has \(classes) classes"
  }
}
