internal import Spec

/// How a layer puts together what it reads from several others.
package enum LayerJoin: String, CaseIterable, Sendable {
  /// One behind the other along the last extent.
  case concatenate
  /// Their sum.
  case add
}

/// What every element of `model.layers` states: its name, what it reads, and what becomes of its outputs in
/// training.
package struct LayerElement: Sendable {
  /// Nil where the element goes by its number.
  package var name: String?
  /// The names of layers or groups; nil for the element before.
  package var from: [String]?
  package var join: LayerJoin?
  /// The probability with which an output is dropped in training, 0 ≤ p < 1.
  package var dropout = 0.0
  /// When dropped outputs are drawn anew.
  package var dropoutResample = DropoutResample.step
  /// Takes the place of the model's; nil for that.
  package var regularization: (any Regularizer)?

  package init() {}

  static func nameFields<L: Layer>() -> [Field<L>] {
    [
      Field(
        "name", \.element.name, .text("a name that is neither a number nor a group's"),
        """
        the layer's name, by which others refer to it and after which its tensors are named; by default its \
        number in the list, from 0
        """),
      Field(
        "from", \.element.from, .oneOrSeveral(.text("the name of a layer or a group")),
        """
        the layers or groups that the layer reads; by default the layer before it, or for the first \
        one all inputs
        """),
      Field(
        "join", \.element.join, .choice,
        """
        how several inputs are combined: one after the other along the last dimension \
        (concatenate), or their sum (add); by default concatenate
        """),
    ]
  }

  static func otherFields<L: Layer>() -> [Field<L>] {
    [
      Field(
        "dropout", \.element.dropout, .number(.zeroToOne),
        """
        the fraction p of the outputs that is dropped in training; the others are divided by 1 − p; \
        not on the last layer
        """),
      Field(
        "dropout_resample", \.element.dropoutResample, .choice,
        """
        when the outputs to drop are drawn: at each update for each row (step), or once per epoch \
        for all rows (epoch)
        """),
      Field(
        "regularization", \.element.regularization, .component(in: Regularizers.registry),
        "the penalty on the weights of this layer, in place of the model's; by default the model's"),
    ]
  }
}
