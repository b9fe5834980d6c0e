import Spec
import System

/// Which columns of the training file are inputs, which targets, and which the rows' weight.
struct ColumnSelection {
  /// Columns of the file, in the order of the network's inputs: group by group. Behind them stand those that
  /// only say which rows belong together, and are read alike.
  let inputs: [Int]
  /// The place of each of these columns among them.
  let slots: [Int: Int]
  /// How many of these are the network's.
  let inputCount: Int
  /// Where rows are steps of examples, the columns of the file that say of which.
  let steps: (by: Int?, order: Int)?
  let groups: [ColumnGroup]
  /// For each input whether it is in a group with a shape, and so a number.
  let areShaped: [Bool]
  /// Columns of the file.
  let targets: [Int]
  /// The column of the rows' weights, where there is one.
  let weight: Int?
  /// The column of the nodes' names, where the rows are the nodes of a graph.
  let node: Int?
  /// The column that has a say in the rows' splits, where there is one; it may be an input too.
  let split: Int?
  /// The columns among the inputs that rows are ordered by, of which all digits count.
  let orders: [Int]

  /// The columns that say of a row where it belongs, of which none may be missing.
  var keys: Set<Int> { Set([steps?.by, steps?.order, split].compactMap { $0 }) }

  /// Finds the columns that the configuration names, and reports every name that does not fit.
  init(
    _ data: DataSection, _ preprocessing: PreprocessingSection, header: [String], places: Places,
    advice: Advice
  ) throws(Failure) {
    let columns = ColumnNames(header)
    var faults: [Diagnostic] = []

    func column(_ name: String, _ key: String) -> Int? {
      if let column = columns[name] { return column }
      faults.append(
        Diagnostic(
          places[key],
          "no column \(Message.quoted(name)) in \(data.train)"
            + (faults.count < ColumnNames.mostSuggestions
              ? columns.suggestion(for: name, advice) : "")))
      return nil
    }

    let keys = Self.keys(data)
    targets = zip(data.target, keys.target).compactMap { column($0, $1) }
    let named = data.inputs.map { zip($0, keys.inputs).compactMap { column($0, $1) } }
    let ignored = zip(data.ignore, keys.ignore).compactMap { column($0, $1) }
    weight = data.weight.flatMap { column($0, "data.weight") }
    node = data.edges.flatMap { column($0.node, "data.edges.node") }
    split = data.splitRule.flatMap { column($0.column, "data.split.\($0.key)") }
    var taken = Set(targets + ignored + [weight, node].compactMap { $0 })
    if let split, data.splitRule?.key != "order" { taken.insert(split) }
    for (name, section) in data.columns.map({ ($0.name, $0.value) }) {
      guard let column = column(name, "data.columns.\(name.asKey)") else { continue }
      if section.type == .ignore { taken.insert(column) }
    }
    let by = data.stepColumns?.by.flatMap { column($0.name, $0.key) }
    let order = (data.stepColumns?.order).flatMap { column($0.name, $0.key) }
    steps = order.map { (by, $0) }
    let stepKeys = [by, order].compactMap { $0 }
    taken.formUnion(stepKeys)
    let all = named ?? header.indices.filter { !taken.contains($0) }
    if faults.isEmpty, all.isEmpty {
      faults.append(
        Diagnostic(places["data.inputs"], "no column of \(data.train) is left to be an input"))
    }
    guard faults.isEmpty else { throw Failure(.configuration, faults) }
    let grouping = try Grouping(all, data, preprocessing, header: header, places)
    inputCount = grouping.inputs.count
    let read = grouping.inputs + stepKeys.filter { !grouping.inputs.contains($0) }
    inputs = read
    slots = Dictionary(
      inputs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    groups = grouping.groups
    let splitOrder = data.splitRule?.key == "order" ? split : nil
    orders = [order, splitOrder == order ? nil : splitOrder].compactMap { column in
      column.flatMap { read.contains($0) ? $0 : nil }
    }
    areShaped =
      groups.flatMap { group in group.inputs.map { _ in group.shape != nil } }
      + inputs[inputCount...].map { _ in false }
  }

  /// What is said of each input, by itself or by its group.
  /// - Parameter header: the file's names of the columns.
  func sections(_ data: DataSection, header: [String]) -> [ColumnSection] {
    var sections = data.sections(
      of: inputs.map { header[$0] },
      in: groups.flatMap { group in group.inputs.map { _ in group.name } }
        + inputs[inputCount...].map { _ in "" })
    for (slot, column) in inputs.enumerated() {
      guard column == steps?.by || column == steps?.order else { continue }
      if slot >= inputCount {
        if column == steps?.by {
          // Texts that are told apart as they stand.
          let stated = sections[slot].missing
          sections[slot] = ColumnSection()
          sections[slot].type = .categorical
          sections[slot].maxCategories = .max
          sections[slot].missing = stated
        } else if sections[slot].type == .ignore {
          sections[slot].type = nil
        }
      }
      var missing = sections[slot].missing ?? MissingCells()
      missing.fill = .error
      sections[slot].missing = missing
    }
    return sections
  }

  /// The configuration's keys of each name.
  private static func keys(
    _ data: DataSection
  ) -> (target: [String], inputs: [String], ignore: [String]) {
    (
      data.target.indices.map { "data.target.\($0)" },
      (data.inputs ?? []).indices.map { "data.inputs.\($0)" },
      data.ignore.indices.map { "data.ignore.\($0)" }
    )
  }
}
