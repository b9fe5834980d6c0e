package import Spec

extension Encoder {
  /// The encoder as JSON, for the metadata of a model.
  package var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("task", .text(task.rawValue)),
      ("targets", .list(targets.map { .text($0) })),
    ]
    if let classes { members.append(("classes", .list(classes.names.map { .text($0) }))) }
    members.append(("polynomial_degree", .integer(polynomialDegree)))
    members.append(("inputs", .list(inputs.map(\.json))))
    return .object(members)
  }

  /// Reads what `json` wrote.
  /// - Throws: `data`, at the given place, where anything is missing or does not fit.
  package init(json: JSONValue, at location: Location?) throws(Failure) {
    func damaged(_ key: String) -> Failure {
      Failure(.data, at: location, "the description of the columns is damaged at \(key.quoted)")
    }
    guard let name = json["task"]?.text, let task = Task(rawValue: name) else {
      throw damaged("task")
    }
    guard let targets = json["targets"]?.texts, !targets.isEmpty else { throw damaged("targets") }
    guard let degree = json["polynomial_degree"]?.integer, degree >= 1 else {
      throw damaged("polynomial_degree")
    }
    let inputs = json["inputs"]?.list?.compactMap { InputColumn(json: $0) }
    guard let inputs, !inputs.isEmpty, inputs.count == json["inputs"]?.list?.count else {
      throw damaged("inputs")
    }
    let names = (targets + inputs.map(\.name)).map { Array($0.utf8) }
    guard Set(names).count == names.count else { throw damaged("inputs") }
    self.task = task
    self.targets = targets
    self.inputs = inputs
    polynomialDegree = degree
    switch task {
    case .regression: classes = nil
    case .classification:
      guard targets.count == 1, let classes = json["classes"]?.texts, classes.count > 1 else {
        throw damaged("classes")
      }
      let list = ClassList(texts: classes)
      guard list.names.elementsEqual(classes, by: { $0.isSame(as: $1) }) else {
        throw damaged("classes")
      }
      self.classes = list
    }
    guard inputCount <= Int(Int32.max) else { throw damaged("polynomial_degree") }
  }
}

extension InputColumn {
  fileprivate var json: JSONValue {
    switch self {
    case .number(let name, let encoding):
      .object([
        ("name", .text(name)), ("fill", .number(encoding.fill)), ("shift", .number(encoding.shift)),
        ("scale", .number(encoding.scale)),
      ])
    case .category(let name, let encoding):
      .object(
        [("name", .text(name)), ("values", .list(encoding.values.map { .text($0) }))]
          + (encoding.mostFrequent.map { [("most_frequent", .integer($0))] } ?? []))
    }
  }

  fileprivate init?(json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    if let values = json["values"]?.texts {
      let mostFrequent = json["most_frequent"]?.integer
      guard mostFrequent.map({ values.indices.contains($0) }) ?? values.isEmpty else { return nil }
      self = .category(name: name, CategoryEncoding(values: values, mostFrequent: mostFrequent))
    } else if let fill = json["fill"]?.double, let shift = json["shift"]?.double,
      let scale = json["scale"]?.double
    {
      self = .number(name: name, NumberEncoding(fill: fill, shift: shift, scale: scale))
    } else {
      return nil
    }
  }
}

extension JSONValue {
  /// The elements of a list of texts; nil where it is none.
  fileprivate var texts: [String]? {
    guard let list else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }
}
