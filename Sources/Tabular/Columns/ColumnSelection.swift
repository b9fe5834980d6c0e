import Spec

/// Which columns of the training file are inputs, which targets, and which the rows' weight.
struct ColumnSelection {
  /// Columns of the file, in the order of the network's inputs.
  let inputs: [Int]
  /// Columns of the file.
  let targets: [Int]
  /// The column of the rows' weights, where there is one.
  let weight: Int?

  /// Finds the columns that the configuration names, and reports every name that does not fit.
  init(
    _ data: DataSection, header: [String], places: Places, advice: Advice
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
    var taken = Set(targets + ignored + [weight].compactMap { $0 })
    for (name, section) in data.columns.map({ ($0.name, $0.value) }) {
      guard let column = column(name, "data.columns.\(name.asKey)") else { continue }
      if section.type == .ignore { taken.insert(column) }
    }
    inputs = named ?? header.indices.filter { !taken.contains($0) }
    if faults.isEmpty, inputs.isEmpty {
      faults.append(
        Diagnostic(places["data.inputs"], "no column of \(data.train) is left as an input"))
    }
    guard faults.isEmpty else { throw Failure(.configuration, faults) }
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
