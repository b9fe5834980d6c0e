import Engine
import Spec
import Testing

@Suite struct TracingTests {
  private static let optimizers: [any Optimizer] = [
    GradientDescent(), Momentum(), Nesterov(), AdaGrad(), RMSProp(), Adam(), AdamW(),
  ]

  /// What is told of an update is what training does, to the bit: gradients by the graph that is shown,
  /// and parameters as without looking.
  @Test(arguments: NetworkCase.all, Self.optimizers.indices)
  func tracedUpdatesAreThoseOfTraining(test: NetworkCase, number: Int) throws {
    let data = CaseData<Float>(test.network, rows: 7)
    let rows = try data.rows
    func learner() -> Learner<Float> {
      Learner(
        test.network, optimizer: Self.optimizers[number], seed: 4, batchRows: 7, threads: 1)
    }
    let (plain, traced) = (learner(), learner())
    for epoch in 1...3 {
      let result = plain.train(epoch: epoch, on: rows, order: nil)
      let step = traced.trace(
        epoch: epoch, on: rows, order: nil, learningRate: traced.optimizer.learningRate)
      #expect(step.step == epoch)
      let loss = try #require(step.elements[traced.training.loss.index])
      #expect(Double(loss[0]) == result.loss)
      for (parameter, gradient) in zip(step.parameters, step.graph.gradients) {
        #expect(step.elements[gradient.index] == parameter.gradient)
      }
      for parameter in test.network.parameters.indices {
        #expect(step.parameters[parameter].after == Array(plain.parameter(parameter)))
      }
    }
  }

  @Test func rulesNameWhatTheyUse() {
    for optimizer in Self.optimizers {
      let kind = type(of: optimizer)
      let results = kind.rule.map { String($0.prefix { $0 != " " }) }
      #expect(Set(results) == Set(kind.slotNames + ["W"]), "\(kind)")
      let formulas = kind.rule.joined(separator: " ")
      for constant in optimizer.constants(isWeight: true) {
        #expect(formulas.contains(constant.name), "\(kind)")
      }
    }
  }
}
