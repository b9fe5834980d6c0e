import Spec
import System

/// The inputs group by group: first those that are in no group, then the groups in the order in which the
/// configuration states them.
struct Grouping {
  /// Columns of the file.
  private(set) var inputs: [Int] = []
  private(set) var groups: [ColumnGroup] = []

  /// - Parameters:
  ///   - inputs: columns of the file, in the order of the inputs.
  ///   - header: the file's names of the columns.
  /// - Throws: `configuration` where names, numbers of columns or types do not fit.
  init(
    _ inputs: [Int], _ data: DataSection, _ preprocessing: PreprocessingSection, header: [String],
    _ places: Places
  ) throws(Failure) {
    var faults: [Diagnostic] = []
    let names = ColumnNames(inputs.map { header[$0] })
    // Of a column the group that has it.
    var owner: [Int: String] = [:]
    var members: [[Int]] = []
    for group in data.groups {
      var columns: [Int] = []
      for (index, text) in group.value.columns.enumerated() {
        let place = places["data.groups.\(group.name.asKey).columns.\(index)"]
        let pattern = NamePattern(text)
        let found: [Int]
        if let column = names[text] {
          found = [inputs[column]]
        } else {
          found = inputs.filter { pattern?.fits(header[$0]) == true }.sorted()
        }
        if found.isEmpty {
          faults.append(
            Diagnostic(
              place,
              (pattern == nil
                ? "no input \(Message.quoted(text))" : "\(Message.quoted(text)) matches no input")
                + " of \(data.train)"
                + (faults.count < ColumnNames.mostSuggestions ? names.suggestion(for: text) : "")))
        }
        for column in found {
          // What a name and a pattern of one group both name is in it once.
          if let other = owner[column], other != group.name || pattern == nil {
            let name = Message.quoted(header[column])
            faults.append(
              Diagnostic(
                place,
                other == group.name
                  ? "the column \(name) is named twice"
                  : "the column \(name) is also in the group \(Message.quoted(other)); expected one group"
              ))
          } else if owner[column] == nil {
            owner[column] = group.name
            columns.append(column)
          }
        }
      }
      members.append(columns)
    }
    guard faults.isEmpty else { throw Failure(.configuration, faults) }

    var group = GroupSection()
    group.shape = data.shape
    let rest = inputs.filter { owner[$0] == nil }
    if !rest.isEmpty || data.shape != nil {
      append(rest, GroupSection.rest, group, preprocessing)
    }
    for (group, columns) in zip(data.groups, members) {
      append(columns, group.name, group.value, preprocessing)
    }
    faults = groups.compactMap { Self.shapeFault($0, data, places) }
    faults += typeFaults(data, header, places)
    if faults.isEmpty, groups.allSatisfy({ $0.shape != nil }) {
      for (key, isStated) in [
        ("pieces", preprocessing.pieces > 0),
        ("polynomial_degree", preprocessing.polynomialDegree > 1),
      ] where isStated {
        faults.append(
          Diagnostic(
            places["preprocessing.\(key)"],
            "all inputs are part of a shape, which has no room for more; expected no \(key.quoted)"
          ))
      }
    }
    guard faults.isEmpty else { throw Failure(.configuration, faults) }
  }

  private mutating func append(
    _ columns: [Int], _ name: String, _ section: GroupSection, _ preprocessing: PreprocessingSection
  ) {
    groups.append(
      ColumnGroup(
        name: name, inputs: inputs.count..<inputs.count + columns.count, shape: section.shape,
        normalization: section.normalizeRows ?? preprocessing.normalizeRows))
    inputs += columns
  }

  /// What is wrong where a shape has other than a number for each column.
  private static func shapeFault(
    _ group: ColumnGroup, _ data: DataSection, _ places: Places
  ) -> Diagnostic? {
    guard let shape = group.shape, shape.product != group.inputs.count else { return nil }
    let product =
      shape.count > 1 ? "\(shape.map(String.init).joined(separator: " · ")) = " : ""
    let isRest = group.name == GroupSection.rest
    let count = group.inputs.count
    let found =
      isRest
      ? (count == 1 ? "there is 1 input" : "there are \(count) inputs")
        + (data.groups.isEmpty ? "" : " in no group")
      : "the group \(Message.quoted(group.name)) has \(count) column\(count == 1 ? "" : "s")"
    return Diagnostic(
      places[isRest ? "data.shape" : "data.groups.\(group.name.asKey).shape"],
      "a row of the shape \(shape) has \(product)\(shape.product) numbers, and \(found)"
        + (isRest && count > shape.product
          ? "; columns that do not belong to it can be listed in \("ignore".quoted), or those that are in "
            + "\("groups".quoted)" : ""))
  }

  /// What is wrong where a column with a shape is stated to be none of numbers.
  private func typeFaults(
    _ data: DataSection, _ header: [String], _ places: Places
  ) -> [Diagnostic] {
    let sections = data.sections(of: inputs.map { header[$0] })
    return groups.filter { $0.shape != nil }.flatMap { group in
      group.inputs.compactMap { slot in
        guard let type = sections[slot].type, type != .numeric else { return nil }
        let name = header[inputs[slot]]
        return Diagnostic(
          places["data.columns.\(name.asKey).type"],
          "the column \(Message.quoted(name)) is in the group \(Message.quoted(group.name)), which has a "
            + "shape and so holds numbers; expected \("numeric".quoted), not \(type.rawValue.quoted)"
        )
      }
    }
  }
}
