/// Backpropagation step by step, on real numbers.
package struct Trace: Sendable {
  /// The name of the network's objective in formulas.
  package var objective = ""
  /// The network in a few words.
  package var title = ""
  /// The names of the inputs where each is a column of the table, else empty.
  package var inputs: [String] = []
  /// The inputs, and then the network's layers.
  package var layers: [Layer] = []
  package var steps: [Step] = []

  /// A layer of the network, or its inputs.
  package struct Layer: Sendable {
    /// As people call it.
    package let name: String
    /// The extents of what it gives.
    package let shape: [Int]
    /// The names of its outputs, its weighted sums, its weights and its biases; nil for what it has not, or has
    /// several of.
    package internal(set) var value: String?
    package internal(set) var sums: String?
    package internal(set) var weights: String?
    package internal(set) var bias: String?
    /// Whether the weights are one for each unit and each unit of the layer before.
    package internal(set) var isFull = false

    package var units: Int { shape.reduce(1, *) }
  }

  /// One update: the values forward, their gradients backward, and what becomes of the parameters.
  package struct Step: Sendable {
    package let number: Int
    package let epoch: Int
    /// The numbers of the rows among the training rows, from 1.
    package let rows: [Int]
    package let learningRate: Double
    package let loss: Double
    package let objective: Double
    package let forward: [Entry]
    package let backward: [Entry]
    package let updates: [Update]
  }

  /// A value, or a gradient.
  package struct Entry: Sendable {
    package let name: String
    /// The value's name; of a gradient that of what it is taken by.
    package let of: String
    /// The number of its layer, 1 for the first; that behind the last for the loss, and 0 for the inputs.
    package let layer: Int
    /// What it is, where its name does not say it.
    package let meaning: String?
    /// How it is computed: for a gradient the chain rule first.
    package let formulas: [String]
    /// The formula in numbers for each element, where there are few.
    package let numbers: [String]
    package let value: NumberMatrix
  }

  /// A parameter before and after the update.
  package struct Update: Sendable {
    /// Its name in formulas and in model files.
    package let symbol: String
    package let name: String
    /// The optimizer's rule, and its constants with their values.
    package let rule: [String]
    package let constants: [(name: String, value: Double)]
    /// The rule in numbers for each element, where there are few.
    package internal(set) var numbers: [[String]]
    package let before: NumberMatrix
    /// Where the gradient was taken, where that is not the parameter itself.
    package let point: NumberMatrix?
    package let gradient: NumberMatrix
    package let state: [(name: String, before: NumberMatrix, after: NumberMatrix)]
    package let after: NumberMatrix

    /// The length of the change.
    package var changeNorm: Double {
      NumberMatrix.norm(zip(before.elements, after.elements).map { $1 - $0 })
    }
  }
}
