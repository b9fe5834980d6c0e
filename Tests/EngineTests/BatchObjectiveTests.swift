import Engine
import Spec
import Testing

@Suite struct BatchObjectiveTests {
  /// A step of plain descent goes along the gradient that is told, and reports that objective.
  @Test(arguments: NetworkCase.all)
  func gradientIsThatOfTraining(test: NetworkCase) throws {
    let data = CaseData<Double>(test.network, rows: test.rows)
    let descent = try GradientDescent.read(.object([("learning_rate", .number(0.5))])).value
    let learner = Learner<Double>(
      test.network, optimizer: descent, seed: 8, batchRows: test.rows, threads: 1)
    let objective = BatchObjective<Double>(test.network, on: try data.rows, seed: 8)
    for number in test.network.parameters.indices {
      _ = objective.parameter(number).update(from: learner.parameter(number))
    }
    let value = objective.differentiate()
    #expect(objective.value() == value)
    let before = test.network.parameters.indices.map { Array(learner.parameter($0)) }
    let trained = learner.train(epoch: 1, on: try data.rows, order: nil)
    #expect(trained.updates == 1)
    #expect(abs(trained.objective - value) <= 1e-12 * max(1, abs(value)))
    for (number, start) in before.enumerated() {
      #expect(Array(objective.parameter(number)) == start)
      for (index, element) in learner.parameter(number).enumerated() {
        #expect(abs(start[index] - 0.5 * objective.gradient(number)[index] - element) < 1e-12)
      }
    }
  }
}
