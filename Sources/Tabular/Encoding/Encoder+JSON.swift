package import Spec
package import System

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
    if let steps { members.append(("steps", steps.json)) }
    if columnGroups != [.all(inputs.count)] {
      members.append(("groups", .list(columnGroups.map(\.json))))
    }
    if let graph { members.append(("graph", graph.json)) }
    if missing != MissingTexts.standard {
      members.append(("missing", .list(missing.texts.map { .text($0) })))
    }
    if targetFormats.contains(where: { $0 != CellFormat() }) {
      members.append(("target_formats", .list(targetFormats.map { .object($0.members) })))
    }
    if let targetScales { members.append(("target_scales", .list(targetScales.map(\.json)))) }
    switch trainingTargets {
    case .counts(let counts): members.append(("class_counts", .list(counts.map { .integer($0) })))
    case .means(let means): members.append(("target_means", .list(means.map { .number($0) })))
    case nil: break
    }
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
    guard let degree = json["polynomial_degree"]?.count, degree >= 1 else {
      throw damaged("polynomial_degree")
    }
    let inputs = json["inputs"]?.list?.compactMap { InputColumn(json: $0) }
    guard let inputs, !inputs.isEmpty, inputs.count == json["inputs"]?.list?.count else {
      throw damaged("inputs")
    }
    let steps = try json["steps"].map { json throws(Failure) in
      guard let steps = StepLayout(json: json) else { throw damaged("steps") }
      return steps
    }
    self.steps = steps
    // Of windows the past of the target may be an input.
    let inputNames = inputs.map(\.name).filter { steps == nil || !targets.contains($0) }
    let names = (targets + inputNames).map { Array($0.utf8) }
    guard Set(names).count == names.count else { throw damaged("inputs") }
    self.task = task
    self.targets = targets
    self.inputs = inputs
    guard let groups = Self.groups(json["groups"], of: inputs) else { throw damaged("groups") }
    columnGroups = groups
    polynomialDegree = degree
    if let json = json["graph"] {
      guard let columns = GraphColumns(json: json) else { throw damaged("graph") }
      graph = columns
    } else {
      graph = nil
    }
    if let list = json["missing"] {
      guard let texts = list.texts else { throw damaged("missing") }
      missing = MissingTexts(texts)
    } else {
      missing = .standard
    }
    if let list = json["target_formats"]?.list {
      let formats = list.compactMap { CellFormat(json: $0) }
      guard formats.count == targets.count else { throw damaged("target_formats") }
      targetFormats = formats
    } else {
      targetFormats = targets.map { _ in CellFormat() }
    }
    targetScales = try json["target_scales"].map { json throws(Failure) in
      let scales = json.list?.compactMap { TargetScale(json: $0) }
      guard let scales, scales.count == targets.count, task == .regression else {
        throw damaged("target_scales")
      }
      return scales
    }
    switch task {
    case .regression: classes = nil
    case .classification:
      guard targets.count == 1, let classes = json["classes"]?.texts, classes.count > 1 else {
        throw damaged("classes")
      }
      let list = ClassList(texts: classes)
      guard list.names == classes else {
        throw damaged("classes")
      }
      self.classes = list
    }
    if let list = json["class_counts"] {
      let counts = list.list?.compactMap(\.count)
      guard let counts, counts.count == classes?.count, counts.contains(where: { $0 > 0 }) else {
        throw damaged("class_counts")
      }
      trainingTargets = .counts(counts)
    } else if let list = json["target_means"] {
      let means = list.list?.compactMap(\.double)
      guard let means, means.count == targets.count, task == .regression else {
        throw damaged("target_means")
      }
      trainingTargets = .means(means)
    } else {
      trainingTargets = nil
    }
    guard inputCount <= Int(Int32.max) else { throw damaged("polynomial_degree") }
  }
}

extension Encoder {
  /// The groups of a model's inputs; of one that says nothing of them, the one that there is. Nil where they
  /// do not fit the inputs.
  private static func groups(_ json: JSONValue?, of inputs: [InputColumn]) -> [ColumnGroup]? {
    guard let json else { return [.all(inputs.count)] }
    var groups: [ColumnGroup] = []
    for json in json.list ?? [] {
      let first = groups.last?.inputs.upperBound ?? 0
      guard let group = ColumnGroup(json: json, first: first, of: inputs.count),
        !groups.contains(where: { $0.name == group.name })
      else { return nil }
      let isSound =
        group.shape.map { shape in
          shape.product == group.inputs.count
            && inputs[group.inputs].allSatisfy { $0.type == .numeric && $0.width == 1 }
        } ?? true
      guard isSound, !group.hasLengths || group.features != nil else { return nil }
      groups.append(group)
    }
    return groups.last?.inputs.upperBound == inputs.count ? groups : nil
  }
}

extension GraphColumns {
  fileprivate var json: JSONValue {
    .object([
      ("node", .text(node)), ("from", .text(from)), ("to", .text(to)),
      ("directed", .boolean(isDirected)), ("skips_unknown", .boolean(skipsUnknown)),
    ])
  }

  fileprivate init?(json: JSONValue) {
    guard let node = json["node"]?.text, let from = json["from"]?.text, let to = json["to"]?.text
    else {
      return nil
    }
    self.init(
      node: node, from: from, to: to, isDirected: json.states("directed"),
      skipsUnknown: json.states("skips_unknown"))
  }
}

extension ColumnGroup {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("name", .text(name)), ("inputs", .integer(inputs.count)),
    ]
    if let shape { members.append(("shape", .list(shape.map { .integer($0) }))) }
    if normalization != .none { members.append(("normalize_rows", .text(normalization.rawValue))) }
    if hasLengths { members.append(("lengths", .boolean(true))) }
    return .object(members)
  }

  /// - Parameters:
  ///   - first: the group's first input.
  ///   - count: how many inputs there are.
  fileprivate init?(json: JSONValue, first: Int, of count: Int) {
    guard let name = json["name"]?.text, let inputs = json["inputs"]?.integer, inputs > 0,
      inputs <= count - first
    else { return nil }
    var shape: [Int]?
    if let json = json["shape"] {
      let extents = json.list?.compactMap(\.integer)
      guard let extents, extents.count == json.list?.count, (1...3).contains(extents.count),
        extents.allSatisfy({ $0 > 0 }),
        extents.reduce(1, { MachineMemory.saturatedProduct($0, $1) }) <= 1 << 40
      else { return nil }
      shape = extents
    }
    self.init(name: name, inputs: first..<first + inputs, shape: shape)
    if let json = json["normalize_rows"] {
      guard let normalization = json.text.flatMap({ RowNormalization(rawValue: $0) }) else {
        return nil
      }
      self.normalization = normalization
    }
    hasLengths = json.states("lengths")
  }
}

extension InputColumn {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [("name", .text(name))]
    switch encoding {
    case .number(let encoding): members += encoding.members
    case .boolean(let encoding):
      members.append(("true", .number(encoding.fill)))
      if encoding.hasIndicator { members.append(("indicator", .boolean(true))) }
    case .category(let encoding): members += encoding.members
    case .date(let encoding): members += encoding.members
    }
    members += format.members
    if refusesMissing { members.append(("refuses_missing", .boolean(true))) }
    if hidesMissing { members.append(("hides_missing", .boolean(true))) }
    return .object(members)
  }

  fileprivate init?(json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    self.name = name
    if json["values"] != nil {
      guard let category = CategoryEncoding(json: json) else { return nil }
      encoding = .category(category)
    } else if let fill = json["true"]?.double {
      encoding = .boolean(BooleanEncoding(fill: fill, hasIndicator: json.states("indicator")))
    } else if json["parts"] != nil {
      guard let date = DateEncoding(json: json) else { return nil }
      encoding = .date(date)
    } else {
      guard let number = NumberEncoding(json: json) else { return nil }
      encoding = .number(number)
    }
    guard let format = CellFormat(json: json) else { return nil }
    if case .date(let date) = encoding {
      guard date.parts.map(\.part) == format.date?.parts else { return nil }
    }
    self.format = format
    refusesMissing = json.states("refuses_missing")
    hidesMissing = json.states("hides_missing")
  }
}

extension CellFormat {
  var members: [(String, JSONValue)] {
    (missing.isEmpty ? [] : [("missing_texts", .list(missing.map { .text($0) }))])
      + (numbers?.members ?? []) + (date.map { [("date_format", .text($0.text))] } ?? [])
  }

  init?(json: JSONValue) {
    if let list = json["missing_texts"] {
      guard let texts = list.texts else { return nil }
      missing = texts
    }
    guard let numbers = NumberFormat(json: json) else { return nil }
    self.numbers = numbers == NumberFormat() ? nil : numbers
    if let text = json["date_format"] {
      guard let format = text.text.flatMap({ try? DateFormat($0) }) else { return nil }
      date = format
    }
  }
}

extension NumberEncoding {
  fileprivate var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [("fill", .number(fill))] + scaling.members
    if !bounds.isEmpty { members.append(("bounds", .list(bounds.map { .number($0) }))) }
    if hasIndicator { members.append(("indicator", .boolean(true))) }
    return members
  }

  fileprivate init?(json: JSONValue) {
    guard let fill = json["fill"]?.double else { return nil }
    self.fill = fill
    hasIndicator = json.states("indicator")
    guard let scaling = NumberScaling(json: json) else { return nil }
    self.scaling = scaling
    if let list = json["bounds"]?.list {
      bounds = list.compactMap(\.double)
      guard bounds.count == list.count, bounds.count > 2,
        zip(bounds, bounds.dropFirst()).allSatisfy({ $0 / 2 < $1 / 2 })
      else { return nil }
    }
  }
}

extension NumberScaling {
  fileprivate var members: [(String, JSONValue)] {
    switch self {
    case .linear(let shift, let scale): [("shift", .number(shift)), ("scale", .number(scale))]
    case .bent(let shift, let scale):
      [("shift", .number(shift)), ("scale", .number(scale)), ("bent", .boolean(true))]
    case .normal(let quantiles): [("quantiles", .list(quantiles.map { .number($0) }))]
    }
  }

  fileprivate init?(json: JSONValue) {
    if let list = json["quantiles"]?.list {
      let quantiles = list.compactMap(\.double)
      guard quantiles.count == list.count, quantiles.count >= 2,
        zip(quantiles, quantiles.dropFirst()).allSatisfy({ $0 <= $1 })
      else { return nil }
      self = .normal(quantiles: quantiles)
    } else {
      guard let shift = json["shift"]?.double, let scale = json["scale"]?.double else { return nil }
      self =
        json.states("bent")
        ? .bent(shift: shift, scale: scale) : .linear(shift: shift, scale: scale)
    }
  }
}

extension DateEncoding {
  fileprivate var members: [(String, JSONValue)] {
    let parts = parts.map { part in
      JSONValue.object([("part", .text(part.part.rawValue))] + part.scaling.members)
    }
    return elapsed.members + [("parts", .list(parts))]
  }

  fileprivate init?(json: JSONValue) {
    guard let elapsed = NumberEncoding(json: json), let list = json["parts"]?.list else {
      return nil
    }
    self.elapsed = elapsed
    parts = list.compactMap { json in
      guard let part = json["part"]?.text.flatMap({ Part(rawValue: $0) }),
        let scaling = NumberScaling(json: json)
      else { return nil }
      return ScaledPart(part: part, scaling: scaling)
    }
    guard parts.count == list.count else { return nil }
  }
}

extension CategoryEncoding {
  fileprivate var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [("values", .list(values.map { .text($0) }))]
    if let mostFrequent { members.append(("most_frequent", .integer(mostFrequent))) }
    if !rare.isEmpty { members.append(("rare", .list(rare.map { .text($0) }))) }
    if mergesNumbers { members.append(("merges_numbers", .boolean(true))) }
    if hasOther { members.append(("other", .boolean(true))) }
    if hasMissing { members.append(("missing", .boolean(true))) }
    if let dimensions { members.append(("dimensions", .integer(dimensions))) }
    return members
  }

  fileprivate init?(json: JSONValue) {
    guard let values = json["values"]?.texts else { return nil }
    self.values = values
    mostFrequent = json["most_frequent"]?.integer
    if let list = json["rare"] {
      guard let texts = list.texts else { return nil }
      rare = texts
    }
    mergesNumbers = json.states("merges_numbers")
    hasOther = json.states("other")
    hasMissing = json.states("missing")
    dimensions = json["dimensions"]?.integer
    guard mostFrequent.map({ values.indices.contains($0) }) ?? values.isEmpty,
      dimensions.map({ 1...2_147_483_647 ~= $0 && hasOther }) ?? (json["dimensions"] == nil)
    else { return nil }
  }
}

extension TargetScale {
  fileprivate var json: JSONValue {
    .object([("shift", .number(shift)), ("scale", .number(scale))])
  }

  fileprivate init?(json: JSONValue) {
    guard let shift = json["shift"]?.double, let scale = json["scale"]?.double, scale > 0 else {
      return nil
    }
    self.init(shift: shift, scale: scale)
  }
}

extension JSONValue {
  /// Whether a key is there and true.
  fileprivate func states(_ key: String) -> Bool { self[key]?.boolean == true }

  /// The elements of a list of texts; nil where it is none.
  fileprivate var texts: [String]? {
    guard let list else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }
}
