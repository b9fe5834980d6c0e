package import Engine
package import Spec

/// Where the training of a run diverged: what `divergence.json` holds.
package struct Divergence: Sendable {
  package let epoch: Int
  /// The update; 0 before the first.
  package let step: Int
  /// What was first not finite; nil where nothing is left to tell it by.
  package let value: NonFiniteValue?

  package init(epoch: Int, step: Int, value: NonFiniteValue?) {
    self.epoch = epoch
    self.step = step
    self.value = value
  }

  /// What `divergence.json` holds.
  package var json: JSONValue {
    .object([
      ("epoch", .integer(epoch)), ("step", .integer(step)),
      ("value", value.map { .text($0.kind.rawValue) } ?? JSONValue(.null)),
      ("layer", value?.layer.map { .integer($0) } ?? JSONValue(.null)),
    ])
  }

  /// Nil where the JSON is none of a divergence.
  init?(json: JSONValue) {
    guard let epoch = json["epoch"]?.count, let step = json["step"]?.count else { return nil }
    let kind = json["value"]?.text.flatMap { NonFiniteValue.Kind(rawValue: $0) }
    self.init(
      epoch: epoch, step: step,
      value: kind.map { NonFiniteValue($0, layer: json["layer"]?.integer) })
  }
}

extension Divergence: CustomStringConvertible {
  /// What happened and where, as a sentence without a full stop.
  package var description: String {
    "\(value?.description ?? "a loss") first became infinite or NaN in epoch \(epoch) at step "
      + "\(step)"
  }
}
