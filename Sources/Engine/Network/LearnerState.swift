/// All of a network in training that changes with an update.
package struct LearnerState<S: Scalar>: Sendable {
  /// The updates made so far.
  package let step: Int
  package let model: ModelState<S>
  /// The optimizer's state: of each slot the elements, as those of all parameters lie in their storage.
  package let slots: [[S]]

  package init(step: Int, model: ModelState<S>, slots: [[S]]) {
    self.step = step
    self.model = model
    self.slots = slots
  }
}

/// A network's parameters and the states of its layers: what evaluation goes by.
package struct ModelState<S: Scalar>: Sendable {
  /// Of all parameters, as they lie in their storage.
  package let values: [S]
  /// Of each state of a layer.
  package let states: [[S]]

  package init(values: [S], states: [[S]]) {
    self.values = values
    self.states = states
  }
}

extension Learner {
  /// All that changes with an update, as it is now.
  package var state: LearnerState<S> {
    LearnerState(step: step, model: model, slots: storage.slots.map { Array($0.elements) })
  }

  /// Goes back, or on, to a state of this network.
  package func restore(_ state: LearnerState<S>) {
    step = state.step
    restoreModel(state.model)
    for (memory, elements) in zip(storage.slots, state.slots) {
      _ = memory.elements.update(from: elements)
    }
    lastUpdate = (hasGradients: false, hasLastPoint: false)
  }

  /// What evaluation goes by, as it is now.
  package var model: ModelState<S> {
    ModelState(
      values: Array(storage.values.elements), states: storage.states.map { Array($0.elements) })
  }

  /// Gives the parameters and the layers' states the values that they had. No training goes on from there,
  /// since the optimizer's state is not that of then.
  package func restoreModel(_ model: ModelState<S>) {
    _ = storage.values.elements.update(from: model.values)
    for (memory, values) in zip(storage.states, model.states) {
      _ = memory.elements.update(from: values)
    }
  }

  /// Where the elements of a parameter are among those of all.
  package func elements(ofParameter number: Int) -> Range<Int> {
    storage.offsets[number]..<storage.offsets[number] + storage.tensors[number].count
  }
}
