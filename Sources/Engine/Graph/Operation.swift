/// Something that computes a matrix from matrices: a kind of node.
///
/// An operation lives in one file with its shape rule, its formula, its gradient and the examples on
/// which the tests check all three; a line in `Operations.all` makes it known. Its parameters are typed
/// properties: kernels capture them, and nodes with equal operations and inputs are computed once. Plain
/// values cost no reference counting when a kernel is called, so the name is computed and not stored.
package protocol Operation: Hashable, Sendable {
  /// The name in messages and drawings.
  var name: String { get }
  /// Whether each element of the result depends on the same element of the inputs alone, their single
  /// rows and columns repeated. Then it may be written over an input.
  var isElementwise: Bool { get }
  /// Whether the result of one row of a batch is the input as it is.
  func isIdentityOnOneRow(of input: Shape) -> Bool
  /// The shape of the result; throws where the inputs' shapes do not fit.
  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape
  /// Adds the nodes of the inputs' gradients.
  /// - Parameter upstream: the gradient of `result`, in a shape that broadcasts to the result's.
  /// - Returns: for each input its gradient, in a shape that broadcasts to the input's, or nil where
  ///   it has none.
  func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?]
  /// How the result reads, given how the inputs read.
  func formula(_ inputs: [FormulaText]) -> FormulaText
  /// How an element of the result reads, written out by elements of the inputs; nil where that is
  /// not said in a line.
  func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText?
  /// The part of an input that some rows of the result are computed from.
  func region(of input: Shape, of result: Shape, operand: Int) -> Region
  /// The part of an input that some columns of the result are computed from; nil where columns are not
  /// computed apart.
  func columnRegion(of input: Shape, of result: Shape, operand: Int) -> Region?
  /// Where the result lies in the memory of the only input, so that it need not be computed: the elements
  /// from the input's first to its first, and from one of its rows to the next; nil where it does not.
  /// - Parameter stride: the elements from one row of the input to the next.
  func view(of input: Shape, stride: Int) -> (offset: Int, stride: Int)?
  /// The fewest rows of a result of fixed shape that are worth a tile: with fewer, the kernel would take as
  /// long for a part as for more.
  var leastTileRows: Int { get }
  /// The additions and multiplications for a result of `rows` rows.
  func work(result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]) -> Int
  /// The elements that the kernel needs for itself while it computes such a result.
  func workspace(result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]) -> Int
  var kernel32: Kernel<Float> { get }
  var kernel64: Kernel<Double> { get }
  /// The same for a result of at most eight elements, each input as many or one: whole vectors are read and written, 0
  /// behind the elements. Nil where the operation has none.
  var vectorKernel32: Kernel<Float>? { get }
  var vectorKernel64: Kernel<Double>? { get }
  /// What the tests try: the operation with inputs' shapes and ranges.
  static var examples: [Example] { get }
}

extension Operation {
  package var isElementwise: Bool { false }
  package var leastTileRows: Int { 1 }
  package func isIdentityOnOneRow(of input: Shape) -> Bool { false }
  package var vectorKernel32: Kernel<Float>? { nil }
  package var vectorKernel64: Kernel<Double>? { nil }

  /// The operation's name as that of a function.
  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(function: name, of: inputs)
  }

  /// That of the whole, where it is elementwise.
  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    isElementwise ? formula(inputs.map { $0[row, column] }) : nil
  }

  /// The same rows where the input has as many, else the whole.
  package func region(of input: Shape, of result: Shape, operand: Int) -> Region {
    input.rows == result.rows && input.rows != .fixed(1) ? .rows : .whole
  }

  /// The same columns where the result is elementwise, a single one for all.
  package func columnRegion(of input: Shape, of result: Shape, operand: Int) -> Region? {
    guard isElementwise else { return nil }
    return input.columns == result.columns ? .columns : .whole
  }

  package func view(of input: Shape, stride: Int) -> (offset: Int, stride: Int)? { nil }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    inputs.reduce(result.rows * result.columns) { max($0, $1.rows * $1.columns) }
  }

  package func workspace(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int { 0 }
}

/// The part of an input that some rows, or some columns, of a result need.
package enum Region: Hashable, Sendable {
  /// All of it.
  case whole
  /// The input's rows with the same numbers.
  case rows
  /// The input's columns with the same numbers.
  case columns
}

/// Operands on which an operation's values and gradients are tested.
package struct Example: Sendable {
  /// An operand of the example: its shape and the values it is given.
  package struct Operand: Sendable {
    package let shape: Shape
    /// The values are drawn from here.
    package let range: ClosedRange<Double>
    /// Values near which a derivative jumps; the draw keeps away from them.
    package let kinks: [Double]
    /// Whether the values are whole numbers without a gradient, such as class numbers.
    package let isLabel: Bool

    package init(
      _ shape: Shape, in range: ClosedRange<Double> = -2...2, kinks: [Double] = [],
      isLabel: Bool = false
    ) {
      self.shape = shape
      self.range = range
      self.kinks = kinks
      self.isLabel = isLabel
    }
  }

  package let operation: any Operation
  package let operands: [Operand]
  /// Shapes that the operation must refuse.
  package let refused: [[Shape]]

  package init(_ operation: any Operation, _ operands: [Operand], refused: [[Shape]] = []) {
    self.operation = operation
    self.operands = operands
    self.refused = refused
  }
}
