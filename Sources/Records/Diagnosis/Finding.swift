package import Spec

/// Something that went wrong in learning, as the run's records show it.
package struct Finding: Sendable {
  package let code: String
  /// Where it is, as far as it is in one place: an epoch, an update, a layer from 0.
  package var epoch: Int?
  package var step: Int?
  package var layer: Int?
  /// What was seen, with its figures; without a final full stop.
  package let sentence: String
  /// What to try.
  package let advice: String

  init(
    _ kind: any Ailment.Type, epoch: Int? = nil, step: Int? = nil, layer: Int? = nil,
    _ sentence: String, advice: String
  ) {
    code = kind.code
    self.epoch = epoch
    self.step = step
    self.layer = layer
    self.sentence = sentence
    self.advice = advice
  }

  package var json: JSONValue {
    func number(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? JSONValue(.null) }
    return .object([
      ("code", .text(code)), ("epoch", number(epoch)), ("step", number(step)),
      ("layer", number(layer)), ("finding", .text(sentence)), ("try", .text(advice)),
    ])
  }
}
