import Engine
import Spec

/// Puts a traced update into words.
struct TraceBuilder<S: Scalar> {
  /// The most elements of a value whose formulas are written out in numbers, and the longest of these.
  private static var most: (elements: Int, length: Int) { (8, 120) }
  /// The significant digits of a number within a formula.
  static var digits: Int { 7 }

  let learner: Learner<S>
  private let names: NodeNames
  private let rule: UpdateRule

  init(_ learner: Learner<S>) {
    self.learner = learner
    names = NodeNames(learner.training, of: learner.network)
    rule = UpdateRule(learner.optimizer)
  }

  var objective: String { names.objective(of: learner.training) }

  /// The inputs and the layers.
  var layers: [Trace.Layer] {
    let network = learner.network
    var layers = [Trace.Layer(name: "inputs", shape: [network.inputs], value: "x")]
    for (number, layer) in network.layers.enumerated() {
      let built = learner.training.layers[number]
      let kind = type(of: layer).name
      let activation = type(of: layer.outputActivation).name
      let word = layer is Dense ? (layer.outputActivation is Identity ? "" : activation) : kind
      let own = network.parameters.indices.filter { network.parameters[$0].owner == .layer(number) }
      let weights = own.filter { network.parameters[$0].isWeight }
      let biases = own.filter { !network.parameters[$0].isWeight }
      func name(_ parameters: [Int]) -> String? {
        parameters.count == 1 ? names[learner.training.parameters[parameters[0]]] : nil
      }
      let before = layers[layers.count - 1]
      layers.append(
        Trace.Layer(
          name: "layer \(number + 1)" + (word.isEmpty ? "" : ", \(word)"),
          shape: network.built[number].outputs, value: names[built.activation ?? built.output],
          sums: built.weightedSums.flatMap { names[$0] }, weights: name(weights),
          bias: name(biases),
          isFull: layer is Dense && layer.element.from == nil
            && weights.allSatisfy { network.parameters[$0].columns == before.units }))
    }
    return layers
  }

  private func layer(of value: Value) -> Int { names.layer(of: value).map { $0 + 1 } ?? 0 }

  func step(_ traced: TracedStep<S>, epoch: Int, rows: [Int]) -> Trace.Step {
    let formulas = Formulas(learner.training, traced.graph, names: names)
    func number(_ value: Value) -> Double {
      traced.elements[value.index].map { Double($0[0]) } ?? 0
    }
    return Trace.Step(
      number: traced.step, epoch: epoch, rows: rows, learningRate: traced.learningRate,
      loss: number(learner.training.loss) * learner.network.toldLossUnit,
      objective: number(learner.training.objective),
      forward: names.values.compactMap { forward($0, traced, formulas) },
      backward: names.values.reversed().compactMap { backward($0, traced, formulas) },
      updates: traced.parameters.indices.map { update($0, traced) })
  }

  // MARK: Values

  private func forward(
    _ value: Value, _ traced: TracedStep<S>, _ formulas: Formulas
  ) -> Trace.Entry? {
    guard let name = names[value], let matrix = matrix(of: value, traced) else { return nil }
    let written = lines(matrix, name) { row, column in
      formulas.formula(of: value, row: row, column: column, rows: traced.rows) {
        operand($0, traced)
      }
    }
    return Trace.Entry(
      name: name, of: name, layer: layer(of: value), meaning: names.meaning(of: value),
      formulas: formulas.formula(of: value).map { ["\(name) = \($0)"] } ?? [], numbers: written,
      value: matrix)
  }

  private func backward(
    _ value: Value, _ traced: TracedStep<S>, _ formulas: Formulas
  ) -> Trace.Entry? {
    guard let adjoint = traced.graph.adjoints[value], let variable = names[value] else {
      return nil
    }
    // Of a parameter the gradient in its own shape.
    var node = adjoint
    if case .parameter(let number) = traced.graph.graph[value].source {
      node = traced.graph.gradients[number]
    }
    guard let matrix = matrix(of: node, traced) else { return nil }
    let name = formulas.gradientName(of: value)
    let written = lines(matrix, name) { row, column in
      formulas.gradient(of: value, row: row, column: column, rows: traced.rows) {
        operand($0, traced)
      }
    }
    let chain = formulas.chainRule(of: value).map { "\(name) = \($0)" }
    let formula = formulas.gradient(of: value).map { "\(name) = \($0)" }
    let shape = traced.graph.graph.shape(value)
    let isSpread = shape != traced.graph.graph.shape(node)
    let whole = NumberMatrix.shape(shape.rowCount(batch: traced.rows), shape.columns)
    return Trace.Entry(
      name: name, of: variable, layer: layer(of: value),
      meaning: isSpread ? "repeated to \(whole)" : nil,
      formulas: [chain, formula == chain ? nil : formula].compactMap(\.self), numbers: written,
      value: matrix)
  }

  private func matrix(of value: Value, _ traced: TracedStep<S>) -> NumberMatrix? {
    traced.elements[value.index].map { elements in
      let shape = traced.graph.graph.shape(value)
      return NumberMatrix(
        rows: shape.rowCount(batch: traced.rows), columns: shape.columns, elements)
    }
  }

  private func operand(_ value: Value, _ traced: TracedStep<S>) -> FormulaOperand {
    guard let matrix = matrix(of: value, traced) else {
      return FormulaOperand(rows: 1, columns: 1) { _, _ in FormulaText(name: "?") }
    }
    return FormulaOperand(rows: matrix.rows, columns: matrix.columns) { row, column in
      FormulaText(
        number: Decimals.text(matrix[row, column], digits: Self.digits), of: value.index)
    }
  }

  /// A line for each element of a small matrix; none where they would be long or say nothing.
  private func lines(
    _ matrix: NumberMatrix, _ name: String, formula: (Int, Int) -> FormulaText?
  ) -> [String] {
    guard matrix.elements.count <= Self.most.elements else { return [] }
    var lines: [String] = []
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns {
        let result = Decimals.text(matrix[row, column], digits: Self.digits)
        guard let text = formula(row, column)?.description, text != result,
          text.count <= Self.most.length
        else { return [] }
        lines.append(Self.place(row, column, of: matrix, named: name) + " = \(text) = \(result)")
      }
    }
    return lines
  }

  /// An element's name: `z₁[2]` in a single row, `W₁[1,2]` else, counted from 1.
  private static func place(
    _ row: Int, _ column: Int, of matrix: NumberMatrix, named name: String
  ) -> String {
    if matrix.isNumber { return name }
    return matrix.rows == 1 ? "\(name)[\(column + 1)]" : "\(name)[\(row + 1),\(column + 1)]"
  }

  // MARK: Updates

  private func update(_ number: Int, _ traced: TracedStep<S>) -> Trace.Update {
    let parameter = learner.network.parameters[number]
    let values = traced.parameters[number]
    func matrix(_ elements: [S]) -> NumberMatrix {
      NumberMatrix(rows: parameter.rows, columns: parameter.columns, elements)
    }
    let slots = type(of: learner.optimizer).slotNames
    let constants =
      [(name: "η", value: traced.learningRate)]
      + learner.optimizer.constants(isWeight: parameter.isWeight).map { ($0.name, $0.value) }
    let symbol = names[learner.training.parameters[number]] ?? parameter.name
    var update = Trace.Update(
      symbol: symbol, name: parameter.name, rule: rule.lines, constants: constants, numbers: [],
      before: matrix(values.before), point: values.point.map(matrix),
      gradient: matrix(values.gradient),
      state: slots.enumerated().map { slot, name in
        (name, matrix(values.stateBefore[slot]), matrix(values.stateAfter[slot]))
      },
      after: matrix(values.after))
    update.numbers = numbers(of: update, step: traced.step)
    return update
  }

  /// The rule in numbers, element by element.
  private func numbers(of update: Trace.Update, step: Int) -> [[String]] {
    guard update.before.elements.count <= Self.most.elements else { return [] }
    func text(_ value: Double) -> String { Decimals.text(value, digits: Self.digits) }
    return update.before.elements.indices.map { index in
      var numbers = Dictionary(
        update.constants.map { ($0.name, text($0.value)) }, uniquingKeysWith: { $1 })
      numbers["t"] = String(step)
      numbers["W"] = text(update.before.elements[index])
      numbers["g"] = text(update.gradient.elements[index])
      var after = ["W": text(update.after.elements[index])]
      for slot in update.state {
        numbers[slot.name] = text(slot.before.elements[index])
        after[slot.name] = text(slot.after.elements[index])
      }
      let place = Self.place(
        index / update.before.columns, index % update.before.columns, of: update.before,
        named: update.symbol)
      return [place] + rule.written(numbers, after: after)
    }
  }
}
