import Engine
import ONNXSchema
import Spec
import System
import Tabular
import Training

/// The cells of columns as the numbers that `WholeGraph` takes, as nodes of ONNX.
struct ONNXCells {
  /// An expression with many more characters takes too much memory of a program that runs it.
  private static let longestPattern = 4000

  let nodes: ONNXNodes
  private let scope: ONNXNumber.Scope
  private let model: ExportedModel
  /// [rows, columns].
  private(set) var cells = ""

  /// - Throws: `configuration` where a column is written in a way that cannot be read.
  init(_ model: ExportedModel, _ nodes: ONNXNodes) throws(Failure) {
    self.nodes = nodes
    self.model = model
    scope = ONNXNumber.Scope(nodes: nodes, isSingle: false)
    var columns: [String] = []
    for column in model.columns { columns.append(try numbers(of: column)) }
    // One below the other, and turned: with many columns that takes fewer nodes.
    let below = nodes.reshape(nodes.concatenate(columns, axis: 0), [columns.count, -1])
    cells = nodes.apply("Transpose", [below], [.whole("perm", [1, 0])])
    cells = refusing(cells)
  }

  func number(_ value: Double) -> String { nodes.numbers([value], [], isSingle: false) }

  /// What an input holds, for who reads the file.
  static func description(of column: ExportedColumn) -> String {
    let words = column.missing.map(\.quoted).joined(separator: ", ")
    return switch column.kind {
    case .decimal: "a decimal number; NaN if it is missing"
    case .boolean: "true, yes or 1; false, no or 0; empty or one of \(words) if it is missing"
    case .number: "a number as it is written; empty or one of \(words) if it is missing"
    case .category, .date:
      "a text; empty or one of \(words) if it is missing"
    }
  }

  /// The numbers of a column's cells, [rows]; NaN for missing ones, infinite for those that it cannot hold.
  private func numbers(of column: ExportedColumn) throws(Failure) -> String {
    switch column.kind {
    case .decimal:
      guard !column.missingNumbers.isEmpty else { return column.name }
      let conditions = column.missingNumbers.map {
        nodes.apply("Equal", [column.name, number($0)])
      }
      return nodes.choose(any(conditions), number(.nan), column.name)
    case .boolean:
      func spellings(of number: String) -> [String] {
        [CellPattern.spellings(of: number) ?? number, "0*\(number)"]
      }
      let words = [
        ["true", "yes"].map(CellPattern.word) + spellings(of: "1"),
        ["false", "no"].map(CellPattern.word) + spellings(of: "0"),
      ].map { nodes.apply("RegexFullMatch", [column.name], [pattern($0)]) }
      let known = nodes.choose(
        words[0], number(1), nodes.choose(words[1], number(0), number(.infinity)))
      return nodes.choose(isMissing(column), number(.nan), known)
    case .category(let encoding, let other):
      let place = place(of: column.name, encoding, other: other)
      return nodes.choose(isMissing(column), number(.nan), place)
    case .number(let format) where Self.canRead(format):
      return nodes.choose(isMissing(column), number(.nan), numbers(in: column.name, format))
    case .number, .date:
      throw Failure(
        .configuration,
        "the column \(column.name.quoted) holds \(column.kindName), which an export to ONNX cannot read"
      )
    }
  }

  private func pattern(_ expressions: [String]) -> Onnx_AttributeProto {
    .text("pattern", CellPattern.cell(expressions))
  }

  private func any(_ conditions: [String]) -> String {
    conditions.dropFirst().reduce(conditions[0]) { nodes.apply("Or", [$0, $1]) }
  }

  /// Whether cells are one of some expressions.
  func matches(_ cells: String, _ expressions: [String]) -> String {
    var parts: [[String]] = [[]]
    var length = 0
    for expression in expressions {
      if length + expression.utf8.count > Self.longestPattern, length > 0 {
        parts.append([])
        length = 0
      }
      parts[parts.count - 1].append(expression)
      length += expression.utf8.count + 1
    }
    return any(parts.map { nodes.apply("RegexFullMatch", [cells], [pattern($0)]) })
  }

  private func isMissing(_ column: ExportedColumn) -> String {
    // Programs write -999.0 for -999 as soon as a cell of the column is missing.
    let numbers = column.missingNumbers.compactMap { CellPattern.spellings(of: "\($0)") }
    return matches(column.name, [""] + column.missing.map(CellPattern.text) + numbers)
  }

  /// The places of texts among those that are told apart, in binary: for each digit one expression that is met by the
  /// texts whose place has it.
  private func place(of cells: String, _ encoding: CategoryEncoding, other: Int) -> String {
    let expressions = encoding.values.map { value -> String in
      let text = CellPattern.text(value)
      guard encoding.mergesNumbers, let number = CellPattern.spellings(of: value),
        Double(value)?.rounded() == Double(value)
      else { return text }
      return "\(text)|\(number)"
    }
    // From 1, since a text that is none of them has no digit.
    var place = ONNXNumber(0)
    var digit = 1
    while digit <= expressions.count {
      let own = expressions.enumerated().filter { ($0.offset + 1) & digit != 0 }.map(\.element)
      let match = nodes.cast(matches(cells, own), to: .double)
      place = place + ONNXNumber(Double(digit)) * .value(match, scope)
      digit *= 2
    }
    guard case .value(let number, _) = place else {
      return nodes.choose(
        matches(cells, [""]), self.number(Double(other)), self.number(Double(other)))
    }
    let known = (place - ONNXNumber(1)).name(in: scope)
    guard other >= 0 else { return known }
    return nodes.choose(
      nodes.apply("Greater", [number, self.number(0)]), known, self.number(Double(other)))
  }

  // MARK: Refusals

  /// The cells, where no row has any that `predict` refuses: else the whole is refused, by a place that no list has.
  private func refusing(_ cells: String) -> String {
    var faults = [
      nodes.apply("GreaterOrEqual", [nodes.apply("Abs", [cells]), number(model.cellLimit)])
    ]
    var isNeeded = model.columns.map(\.refusesMissing)
    var words: [String] = []
    let isMissing = nodes.apply("IsNaN", [cells])
    for sequence in model.sequences {
      let ends = (0..<sequence.slots.count).map { Double($0 / sequence.features + 1) }
      let missing = nodes.slice(isMissing, sequence.slots, axis: 1)
      let present = nodes.choose(
        missing, number(0), nodes.numbers(ends, [1, ends.count], isSingle: false))
      let length = nodes.reduce("ReduceMax", present, axis: 1, keeps: true)
      let least = sequence.leastSteps
      faults.append(nodes.apply("Less", [length, number(Double(least))]))
      words.append("sequences of fewer than \(least) steps in \(sequence.name.quoted)")
      let needed = sequence.slots.map { isNeeded[$0] }
      guard needed.contains(true) else { continue }
      // Steps that a sequence lacks are no missing cells.
      for slot in sequence.slots { isNeeded[slot] = false }
      let isStep = nodes.apply(
        "LessOrEqual", [nodes.numbers(ends, [1, ends.count], isSingle: false), length])
      let wanted = nodes.apply("And", [isStep, nodes.conditions(needed, [1, needed.count])])
      faults.append(nodes.apply("And", [missing, wanted]))
      words.append("missing cells in the steps of \(sequence.name.quoted)")
    }
    if isNeeded.contains(true) {
      faults.append(
        nodes.apply("And", [isMissing, nodes.conditions(isNeeded, [1, isNeeded.count])]))
      let names = zip(model.columns, isNeeded).filter(\.1).map(\.0.name.quoted)
      words.append("missing cells of \(names.joined(separator: ", "))")
    }
    words.insert("cells that their column cannot hold", at: 0)
    let isRefused = nodes.reduce(
      "ReduceMax", nodes.concatenate(faults, axis: 1), axis: 1, keeps: true)
    let zero = nodes.apply(
      "Gather",
      [nodes.numbers([0], [1], isSingle: false), nodes.cast(isRefused, to: .int64)],
      [.whole("axis", 0)], name: "refuses \(words.joined(separator: "; "))")
    return nodes.apply("Add", [cells, zero])
  }
}
