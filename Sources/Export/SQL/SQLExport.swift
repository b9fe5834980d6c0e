import Engine
import Spec
import System
import Tabular
import Training

/// How a model becomes a query.
package struct SQLOptions: Sendable {
  package var dialect: SQLDialect
  /// The table with the columns of the training file.
  package var table: String
  /// Columns that are passed on, before the answers.
  package var kept: [String]

  package init(dialect: SQLDialect = .sqlite, table: String = "data", kept: [String] = []) {
    self.dialect = dialect
    self.table = table
    self.kept = kept
  }
}

/// A model as one SELECT over a table: levels of columns, each computed once from the one before.
struct SQLExport {
  /// So many parameters a query may have: databases plan and parse what is longer for minutes.
  private static let mostParameters = 20_000

  private(set) var text = ""

  /// A column with what it is computed from.
  private struct Definition {
    let name: String
    let formula: SQLFormula
    let level: Int
  }

  private let dialect: SQLDialect
  private var definitions: [Definition] = []
  private var levels: [String: Int] = [:]

  /// - Throws: `configuration` where the model has something that the query cannot express.
  init(_ model: ExportedModel, _ options: SQLOptions) throws(Failure) {
    dialect = options.dialect
    let count = model.network.parameters.reduce(0) { $0 + $1.count }
    guard count <= Self.mostParameters else {
      throw Failure(
        .configuration,
        "the model has \(count) parameters, and a query at most \(Self.mostParameters)")
    }
    let names = model.whole.names
    if options.dialect.ignoresCase {
      var known: [String: String] = [:]
      for column in model.columns {
        if let other = known.updateValue(column.name, forKey: column.name.lowercased()) {
          throw Failure(
            .configuration,
            "the columns \(other.quoted) and \(column.name.quoted) are one in a table of "
              + options.dialect.rawValue)
        }
      }
    }
    if let name = options.kept.first(where: { kept in names.contains { $0.isSame(as: kept) } }) {
      throw Failure(
        .configuration, "the column \(name.quoted) cannot be kept beside the answer of that name")
    }
    // Level 0: cells as numbers.
    var cells: [SQLFormula] = []
    var faults: [String] = []
    var numbers: [String] = []
    for (index, column) in model.columns.enumerated() {
      let cell = try Self.cell(column, options.dialect, limit: model.cellLimit)
      cells.append(
        define("cell_\(index)", SQLFormula(cell.number, reading: []), at: 0))
      if let fault = cell.fault { faults.append("(\(fault))") }
      numbers.append(cell.number)
    }
    faults += model.neededColumns.map { "(\(numbers[$0])) IS NULL" }
    func areMissing(_ cells: Range<Int>) -> String {
      "(" + cells.map { "(\(numbers[$0])) IS NULL" }.joined(separator: " AND ") + ")"
    }
    faults += model.sequences.map { areMissing($0.needed) }
    faults += model.neededInSteps.map {
      "((\(numbers[$0.column])) IS NULL AND NOT \(areMissing($0.step)))"
    }
    let fault = define(
      "fault",
      SQLFormula("CASE WHEN \(faults.joined(separator: " OR ")) THEN 1 ELSE 0 END", reading: []),
      at: 0)
    var kept: [String] = []
    for (index, column) in options.kept.enumerated() {
      let name = "kept_\(index)"
      definitions.append(
        Definition(
          name: name, formula: SQLFormula(SQLDialect.column(column), reading: []), level: 0))
      kept.append(name)
    }
    let whole = model.whole
    let inputs = try values(of: [whole.inputs], in: whole.cells, "c") { source in
      if case .data = source { cells } else { nil }
    }[0]
    let outputs = try values(of: [model.layers.decisions], in: model.layers.graph, "v") { source in
      switch source {
      case .data(0): inputs
      case .parameter(let number): model.parameters[number].map { SQLFormula($0) }
      case .state(let number): model.states[number].map { SQLFormula($0) }
      default: nil
      }
    }[0]
    let answers = try values(of: whole.answers.map(\.place.value), in: whole.decisions, "d") {
      source in if case .data = source { outputs } else { nil }
    }
    var results = zip(options.kept, kept).map { "\($1) AS \(SQLDialect.quoted($0))" }
    var read = Set(kept).union(faults.isEmpty ? [] : fault.columns)
    for (index, answer) in whole.answers.enumerated() {
      let formula = answers[index][answer.place.column]
      read.formUnion(formula.columns)
      var text = formula.text
      if case .label = answer {
        let cases = (model.encoder.classes?.names ?? []).enumerated().map {
          " WHEN \($0) THEN \(SQLDialect.literal($1))"
        }
        text = "CASE CAST(\(text) AS INTEGER)\(cases.joined()) END"
      }
      // Of a cell that predict would refuse nothing follows.
      if !faults.isEmpty { text = "CASE WHEN \(fault.text) = 0 THEN \(text) END" }
      results.append("\(text) AS \(SQLDialect.quoted(names[index]))")
    }
    text = Self.query(definitions, from: options.table, results, reading: read)
  }

  /// The query: each level has its own columns and those of earlier ones that are still read.
  private static func query(
    _ definitions: [Definition], from table: String, _ results: [String], reading last: Set<String>
  ) -> String {
    let deepest = definitions.map(\.level).max() ?? 0
    var needed = last
    var levels: [String] = []
    for level in (0...deepest).reversed() {
      let own = definitions.filter { $0.level == level && needed.contains($0.name) }
      let ownNames = Set(own.map(\.name))
      let passed = definitions.filter { $0.level < level && needed.contains($0.name) }.map(\.name)
      let columns = passed + own.map { "\($0.formula.text) AS \($0.name)" }
      let source =
        level == 0
        ? "\(SQLDialect.quoted(table)) AS \(SQLDialect.rowsName)" : "level_\(level - 1)"
      levels.append(
        "level_\(level) AS MATERIALIZED (\n  SELECT \(columns.joined(separator: ",\n    "))\n  FROM \(source))"
      )
      needed.subtract(ownNames)
      for definition in own { needed.formUnion(definition.formula.columns) }
    }
    return "WITH " + levels.reversed().joined(separator: ",\n") + "\nSELECT "
      + results.joined(separator: ",\n  ") + "\nFROM level_\(deepest)\n"
  }

  /// Makes a column of a formula, unless it is one or a number.
  private mutating func define(
    _ name: String, _ formula: SQLFormula, at level: Int? = nil
  ) -> SQLFormula {
    if level == nil, formula.columns.isEmpty || formula.columns == [formula.text] { return formula }
    let depth = level ?? (formula.columns.map { levels[$0] ?? 0 }.max() ?? 0) + 1
    definitions.append(Definition(name: name, formula: formula, level: depth))
    levels[name] = depth
    return SQLFormula(column: name)
  }

  // MARK: Cells

  /// What makes a number of a cell, NULL of a missing one, and the condition on which the column has no such cell.
  private static func cell(
    _ column: ExportedColumn, _ dialect: SQLDialect, limit: Double
  ) throws(Failure) -> (number: String, fault: String?) {
    let name = SQLDialect.column(column.name)
    let text = dialect.trimmed("CAST(\(name) AS TEXT)")
    // A whole number may be spelled with zeros behind a point.
    let whole =
      "CASE WHEN \(text) LIKE '%.%' THEN rtrim(rtrim(\(text), '0'), '.') ELSE \(text) END"
    var missing =
      "\(name) IS NULL OR \(text) IN (\((column.missing + [""]).map { SQLDialect.literal($0) }.joined(separator: ", ")))"
    if !column.missingNumbers.isEmpty, !column.isDecimal {
      let words = column.missingNumbers.compactMap { Int(exactly: $0) }.map { "'\($0)'" }
      if !words.isEmpty { missing += " OR \(whole) IN (\(words.joined(separator: ", ")))" }
    }
    switch column.kind {
    case .decimal:
      let number = "CAST(\(name) AS DOUBLE PRECISION)"
      let words = column.missingNumbers.map { SQLDialect.number($0) }
      if !words.isEmpty { missing += " OR \(number) IN (\(words.joined(separator: ", ")))" }
      if let isNaN = dialect.isNaN(number) { missing += " OR \(isNaN)" }
      let value = "CASE WHEN \(missing) THEN NULL ELSE \(number) END"
      let limit = min(limit, 1.7976931348623157e308)
      var fault = "abs(\(value)) >= \(SQLDialect.number(limit))"
      if let isOther = dialect.isNoNumber(name) { fault += " OR NOT (\(missing)) AND \(isOther)" }
      return (value, fault)
    case .number, .date:
      throw Failure(
        .configuration,
        "the column \(column.name.quoted) holds \(column.kindName), which an export to SQL cannot read"
      )
    case .boolean:
      let word = "lower(\(whole))"
      return (
        "CASE WHEN \(missing) THEN NULL WHEN \(word) IN ('true', 'yes', '1') THEN 1e0 ELSE 0e0 END",
        "NOT (\(missing)) AND \(word) NOT IN ('true', 'yes', '1', 'false', 'no', '0')"
      )
    case .category(let encoding, let other):
      let cases = encoding.values.enumerated().map {
        " WHEN \(SQLDialect.literal($1)) THEN \(SQLDialect.number(Double($0)))"
      }
      var rest = SQLDialect.number(Double(other))
      if encoding.mergesNumbers {
        let spellings = encoding.values.enumerated().compactMap { place, value -> String? in
          guard let number = Int(value.hasSuffix(".0") ? String(value.dropLast(2)) : value) else {
            return nil
          }
          return " WHEN '\(number)' THEN \(SQLDialect.number(Double(place)))"
        }
        if !spellings.isEmpty { rest = "CASE \(whole)\(spellings.joined()) ELSE \(rest) END" }
      }
      return (
        "CASE WHEN \(missing) THEN NULL ELSE CASE \(text)\(cases.joined()) ELSE \(rest) END END",
        nil
      )
    }
  }

  // MARK: Graphs

  /// The elements of values for one row, row-major, as columns or numbers.
  private mutating func values(
    of values: [Value], in graph: Graph, _ prefix: String, leaf: (Source) -> [SQLFormula]?
  ) throws(Failure) -> [[SQLFormula]] {
    var known: [Value: [SQLFormula]] = [:]
    for value in graph.needed(for: values) {
      switch graph[value].source {
      case .constant(let number): known[value] = [SQLFormula(number)]
      case .operation(let operation, let inputs):
        let operands = inputs.map { input in
          let shape = graph.shape(input)
          return Operand(
            elements: known[input] ?? [], rows: shape.rowCount(batch: 1), columns: shape.columns)
        }
        let shape = graph.shape(value)
        let elements = try elements(
          operation, operands, rows: shape.rowCount(batch: 1), columns: shape.columns,
          "\(prefix)\(value.index)")
        known[value] = elements.enumerated().map { index, formula in
          define("\(prefix)\(value.index)_\(index)", formula)
        }
      case let source: known[value] = leaf(source) ?? []
      }
    }
    return values.map { known[$0] ?? [] }
  }

  /// The elements of an operand, its single row or column standing for all.
  private struct Operand {
    let elements: [SQLFormula]
    let rows: Int
    let columns: Int

    subscript(row: Int, column: Int) -> SQLFormula {
      elements[(rows == 1 ? 0 : row) * columns + (columns == 1 ? 0 : column)]
    }
  }

  private mutating func elements(
    _ operation: any Operation, _ x: [Operand], rows: Int, columns: Int, _ name: String
  ) throws(Failure) -> [SQLFormula] {
    func each(_ element: (Int, Int) -> SQLFormula) -> [SQLFormula] {
      (0..<rows * columns).map { element($0 / columns, $0 % columns) }
    }
    func refused(_ what: String) -> Failure {
      Failure(.configuration, "\(what) cannot be expressed in SQL")
    }
    if operation.elementwise(x.map { $0.elements[0] }) != nil {
      let elements = each { row, column in
        operation.elementwise(x.map { $0[row, column] }) ?? x[0][row, column]
      }
      if elements.contains(where: { $0.text.contains("erf(") }) {
        throw refused("the error function of \(operation.name.quoted)")
      }
      return elements
    }
    switch operation {
    case is Broadcast: return each { x[0][$0, $1] }
    case is Reshape: return x[0].elements
    case let part as Columns: return each { x[0][$0, $1 + part.range.lowerBound] }
    case is Concatenate:
      return (0..<rows).flatMap { row in
        x.flatMap { operand in (0..<operand.columns).map { operand[row, $0] } }
      }
    case let product as MatrixProduct:
      let depth = product.transposesA ? x[0].rows : x[0].columns
      return each { row, column in
        SQLFormula.sum(
          (0..<depth).map { k in
            (product.transposesA
              ? x[0].elements[k * x[0].columns + row] : x[0].elements[row * x[0].columns + k])
              * (product.transposesB
                ? x[1].elements[column * x[1].columns + k]
                : x[1].elements[k * x[1].columns + column])
          })
      }
    case is SumColumns:
      return (0..<rows).map { row in SQLFormula.sum((0..<x[0].columns).map { x[0][row, $0] }) }
    case is SoftmaxRows:
      return (0..<rows).flatMap { row -> [SQLFormula] in
        let logits = (0..<columns).map { x[0][row, $0] }
        let greatest = define("\(name)_\(row)_m", greatest(logits))
        let powers = logits.enumerated().map {
          define("\(name)_\(row)_e\($0)", SQLFormula.exponential($1 - greatest))
        }
        let total = define("\(name)_\(row)_s", SQLFormula.sum(powers))
        return powers.map { $0 / total }
      }
    case let gather as Gather:
      let number = x[0].elements[gather.column]
      return (0..<columns).map { column in
        let cases = (0..<x[1].rows).map { " WHEN \($0) THEN \(x[1][$0, column].text)" }
        return SQLFormula(
          "(CASE CAST(\(number.text) AS INTEGER)\(cases.joined()) END)", reading: number.columns)
      }
    case let mask as MaskSteps:
      return each { row, column in
        let step = column / (columns / mask.steps)
        let length = x[1].elements[row]
        return SQLFormula(
          "(CASE WHEN \(length.text) > \(SQLDialect.number(Double(step))) THEN \(x[0][row, column].text) ELSE 0e0 END)",
          reading: length.columns.union(x[0][row, column].columns))
      }
    case let cells as any CellOperation:
      return try elements(cells, x[0].elements, columns: columns, name)
    default: throw operation.isInexpressible(in: "SQL")
    }
  }

  private func greatest(_ numbers: [SQLFormula]) -> SQLFormula {
    SQLFormula(
      dialect.greatest(numbers.map(\.text)),
      reading: numbers.reduce(into: []) { $0.formUnion($1.columns) })
  }

  private mutating func elements(
    _ operation: any CellOperation, _ x: [SQLFormula], columns: Int, _ name: String
  ) throws(Failure) -> [SQLFormula] {
    func number(_ value: Double) -> String { SQLDialect.number(value) }
    func each(_ text: (String) -> String) -> [SQLFormula] {
      x.map { SQLFormula(text($0.text), reading: $0.columns) }
    }
    switch operation {
    case let fill as FillMissing: return each { "coalesce(\($0), \(number(fill.fill)))" }
    case is MissingMark: return each { "(CASE WHEN \($0) IS NULL THEN 1e0 ELSE 0e0 END)" }
    // Within what single precision tells apart.
    case is RoundToSingle: return x
    case let scale as ScaleNumber:
      switch scale.scaling {
      case .linear(_, 0), .bent(_, 0): return x.map { _ in SQLFormula(0) }
      case .linear(let shift, let scale):
        return x.map { ($0 - SQLFormula(shift)) / SQLFormula(scale) }
      case .bent(let shift, let scale):
        return x.enumerated().map { index, value in
          let z = define(
            "\(name)_z\(index)", (value - SQLFormula(shift)) / SQLFormula(scale))
          let root = SQLFormula.squareRoot(SQLFormula(1) + z * z / SQLFormula(9))
          return SQLFormula(
            "(CASE WHEN \(z.text) > 1e150 THEN 3e0 WHEN \(z.text) < -1e150 THEN -3e0 ELSE \((z / root).text) END)",
            reading: z.columns)
        }
      case .normal:
        throw Failure(.configuration, "numbers scaled by quantiles cannot be expressed in SQL")
      }
    case let pieces as ShareOfPieces:
      return zip(pieces.encoding.bounds, pieces.encoding.bounds.dropFirst()).enumerated().map {
        index, piece in
        let share = define(
          "\(name)_p\(index)",
          (x[0] / SQLFormula(2) - SQLFormula(piece.0 / 2)) / SQLFormula(piece.1 / 2 - piece.0 / 2))
        return SQLFormula(
          "(CASE WHEN \(share.text) > 1e0 THEN 1e0 WHEN \(share.text) < 0e0 THEN 0e0 ELSE \(share.text) END)",
          reading: share.columns)
      }
    case is CategoryPlace:
      return (0..<columns).map { place in
        SQLFormula(
          "(CASE WHEN \(x[0].text) = \(number(Double(place))) THEN 1e0 ELSE 0e0 END)",
          reading: x[0].columns)
      }
    case let length as SequenceLength:
      let cases = x.indices.reversed().map { index in
        " WHEN \(x[index].text) IS NOT NULL THEN \(number(Double(index / length.features + 1)))"
      }
      return [
        SQLFormula(
          "(CASE\(cases.joined()) ELSE 0e0 END)",
          reading: x.reduce(into: []) { $0.formUnion($1.columns) })
      ]
    case let norm as DivideByNorm:
      let part = norm.places.map { x[$0] }
      let sum = SQLFormula.sum(
        part.map {
          norm.normalization == .l2 ? $0 * $0 : SQLFormula("abs(\($0.text))", reading: $0.columns)
        })
      let size = define("\(name)_n", norm.normalization == .l2 ? SQLFormula.squareRoot(sum) : sum)
      return x.enumerated().map { index, value in
        guard norm.places.contains(index) else { return value }
        return SQLFormula(
          "(CASE WHEN \(size.text) > 0e0 THEN \((value / size).text) ELSE \(value.text) END)",
          reading: size.columns.union(value.columns))
      }
    case let monomials as MonomialsOfRow:
      var row = x
      for (parent, factor) in zip(monomials.monomials.parents, monomials.monomials.factors) {
        row.append(define("\(name)_\(row.count)m", row[Int(parent)] * row[Int(factor)]))
      }
      return row
    case let chosen as ChosenClass:
      guard x.count > 1 else {
        return [
          SQLFormula(
            "(CASE WHEN \(x[0].text) >= \(number(chosen.threshold)) THEN 1 ELSE 0 END)",
            reading: x[0].columns)
        ]
      }
      let greatest = define("\(name)_m", greatest(x))
      let cases = x.enumerated().map { " WHEN \($1.text) = \(greatest.text) THEN \($0)" }
      return [
        SQLFormula(
          "(CASE\(cases.joined()) END)",
          reading: x.reduce(into: greatest.columns) { $0.formUnion($1.columns) })
      ]
    case is ShareOfSum:
      let total = define("\(name)_s", SQLFormula.sum(x))
      return x.map {
        SQLFormula(
          "(CASE WHEN \(total.text) = 0e0 THEN \(number(1 / Double(columns))) ELSE \(($0 / total).text) END)",
          reading: total.columns.union($0.columns))
      }
    default: throw operation.isInexpressible(in: "SQL")
    }
  }
}
