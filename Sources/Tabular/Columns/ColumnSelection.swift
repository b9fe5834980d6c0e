import Spec

/// Which columns of the training file are inputs and which targets.
struct ColumnSelection {
  /// Columns of the file, in the order of the network's inputs.
  let inputs: [Int]
  /// Columns of the file.
  let targets: [Int]

  /// Finds the columns that the configuration names, and reports every name that does not fit.
  init(_ data: DataSection, header: [String], places: Places) throws(Failure) {
    var columns: [[UInt8]: Int] = [:]
    for (index, name) in header.enumerated() { columns[Array(name.utf8)] = index }
    var faults = Self.contradictions(data, places: places)

    func column(_ name: String, _ key: String) -> Int? {
      if let column = columns[Array(name.utf8)] { return column }
      faults.append(
        Diagnostic(
          places.nearest(key),
          "no column \(Message.quoted(name)) in \(data.train)"
            + (suggestion(for: name, among: header).nonEmpty
              ?? "; its columns are \(Message.list(header))")))
      return nil
    }

    let keys = Self.keys(data)
    targets = zip(data.target, keys.target).compactMap { column($0, $1) }
    let ignored = zip(data.ignore, keys.ignore).compactMap { column($0, $1) }
    if let names = data.inputs {
      inputs = zip(names, keys.inputs).compactMap { column($0, $1) }
    } else {
      let taken = Set(targets + ignored)
      inputs = header.indices.filter { !taken.contains($0) }
    }
    if faults.isEmpty, inputs.isEmpty {
      faults.append(
        Diagnostic(places.nearest("data.inputs"), "no column of \(data.train) is left as an input"))
    }
    guard faults.isEmpty else { throw Failure(.configuration, faults) }
  }

  /// The configuration's keys of each name.
  private static func keys(
    _ data: DataSection
  ) -> (target: [String], inputs: [String], ignore: [String]) {
    (
      data.target.count == 1 ? ["data.target"] : data.target.indices.map { "data.target.\($0)" },
      (data.inputs ?? []).indices.map { "data.inputs.\($0)" },
      data.ignore.indices.map { "data.ignore.\($0)" }
    )
  }

  /// Names that contradict each other, whatever the file holds.
  private static func contradictions(_ data: DataSection, places: Places) -> [Diagnostic] {
    let keys = keys(data)
    var faults: [Diagnostic] = []
    var roles: [[UInt8]: String] = [:]
    func claim(_ names: [String], _ keys: [String], as role: String, mayRepeat: Bool = false) {
      for (name, key) in zip(names, keys) {
        let earlier = roles.updateValue(role, forKey: Array(name.utf8))
        guard let earlier, !(mayRepeat && earlier == role) else { continue }
        let quoted = Message.quoted(name)
        let message =
          earlier == role ? "\(quoted) is named twice" : "\(quoted) is in \(earlier) too"
        faults.append(Diagnostic(places.nearest(key), message))
      }
    }
    claim(data.target, keys.target, as: "data.target")
    claim(data.inputs ?? [], keys.inputs, as: "data.inputs")
    claim(data.ignore, keys.ignore, as: "data.ignore", mayRepeat: true)
    return faults
  }
}

extension String {
  /// The text, or nil where it is empty.
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
