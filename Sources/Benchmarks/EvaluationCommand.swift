import ArgumentParser
import Engine
import Randomness
import System
import Training

/// Evaluation of rows in memory by a network with random weights.
struct EvaluationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Print the seconds in which a network's outputs and loss on all rows are computed.",
    discussion: """
      Hidden layers are ReLU. One output unit is a regression with squared error, several are a \
      softmax with cross-entropy. A line is printed for each repeat after one that is not timed.
      """)

  @Option(
    parsing: .upToNextOption, help: "The number of inputs and the units of each layer.")
  var units: [Int]

  @Option(help: "The number of rows.")
  var rows: Int

  @Option(help: "At most this many threads.")
  var threads: Int

  @Option(help: "How often the rows are evaluated.")
  var repeats = 5

  func validate() throws {
    if units.count < 2 { throw ValidationError("expected the inputs and at least one layer") }
  }

  func run() throws {
    let learner = Learner<Float>(
      try network(), optimizer: GradientDescent(), seed: 1, batchRows: rows, threads: threads)
    let inputs = numbers(count: rows * units[0])
    // The class 0 or the number 0 for every row.
    let targets = Memory<Float>(count: rows)
    let data = Rows(
      inputs: UnsafePointer(inputs.start), targets: UnsafePointer(targets.start), count: rows)
    withExtendedLifetime((inputs, targets)) {
      _ = learner.evaluate(data)
      for _ in 0..<repeats {
        let stopwatch = Stopwatch()
        let evaluation = learner.evaluate(data)
        print(stopwatch.seconds, evaluation.loss)
      }
    }
  }

  private func network() throws -> Network {
    let hidden = units[1..<(units.count - 1)].map { Dense(units: $0, activation: ReLU()) }
    let outputs = units[units.count - 1]
    let last: any Activation = outputs == 1 ? Identity() : Softmax()
    let loss: any Loss = outputs == 1 ? SquaredError() : CrossEntropy()
    return try Network(
      inputs: units[0], layers: hidden + [Dense(units: outputs, activation: last)], loss: loss,
      classes: outputs == 1 ? nil : outputs)
  }

  /// Numbers in [−1, 1), the same few again and again.
  private func numbers(count: Int) -> Memory<Float> {
    let random = RandomStream(seed: 1, .split)
    let few = (0..<9973).map { Float(random.uniforms($0).0) * 2 - 1 }
    let memory = Memory<Float>(count: count)
    for index in 0..<count { memory.start[index] = few[index % few.count] }
    return memory
  }
}
