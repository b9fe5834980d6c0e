import Spec

/// The training file as read, with the type of each column decided.
struct TrainingTable<Scalar: TableScalar>: Sendable {
  let raw: RawTable<Scalar>
  let selection: ColumnSelection
  /// The file's names of the columns.
  let names: [String]
  /// Of each input what its cells are.
  let types: [ColumnType]
  /// Of each input what it was taken for, and why.
  let reports: [ColumnReport]
  let task: Task
  /// The classes, where the task is a classification.
  let classes: ClassList?
  /// For each row the class's index, where the task is a classification.
  let labels: [Int32]
  /// Where the weight stands among a row's target cells, where there is one.
  let weightPlace: Int?

  /// At most this many distinct integers in a target are classes.
  private static var mostIntegerClasses: Int { 20 }

  /// Reads the file that the configuration names.
  /// - Parameter mostTexts: how many different texts a column may hold of which nothing is said.
  init(
    _ data: DataSection, _ preprocessing: PreprocessingSection, places: Places, threads: Int,
    mostTexts: Int = ColumnJob.mostCategories
  ) throws(Failure) {
    let reader = try TableReader(path: data.train, delimiter: data.delimiter)
    try reader.checkNames()
    let names = reader.names
    self.names = names
    selection = try ColumnSelection(data, header: names, places: places)
    let sections = selection.inputs.map { data.section(of: names[$0]) }

    // What the first chunk looks like decides how columns are read. Where the rest of the file shows
    // that it misled, the file is read again.
    let layout = PlanLayout(
      names: names, selection: selection, sections: sections, data: data,
      preprocessing: preprocessing, mostTexts: mostTexts)
    var kinds = Self.kinds(reader, layout)
    while true {
      let plan = layout.plan(kinds)
      let raw: RawTable<Scalar> = try TableScan(reader, plan).run(threads: threads)
      try Self.checkFaults(raw.tally, plan, layout, places)
      let misread = plan.jobs.indices.filter { column in
        guard !plan.jobs[column].isStrict, !raw.tally.isNumeric(column) else { return false }
        return plan.jobs[column].kind == .number
          || plan.jobs[column].kind == .both && raw.texts[column].count > ColumnJob.mostLabels
      }
      guard let column = misread.first else {
        self.raw = raw
        break
      }
      guard reader.source.size != nil else {
        throw Failure(
          .data, at: .file(data.train),
          "column \(Message.quoted(names[column])) begins with numbers and goes on with texts, which "
            + "takes a second reading; expected a file instead of a pipe")
      }
      for column in misread { kinds[column] = .text }
      try reader.rewind()
    }
    let tally = raw.tally
    guard raw.rows > 0 else {
      throw Failure(
        .data, at: .file(data.train),
        tally.parsedRows == 0
          ? "no rows behind the header"
          : "no row has a target: \(Message.list(data.target)) is missing in all of them")
    }
    let raw = raw
    reports = zip(selection.inputs, sections).map { column, section in
      Self.report(names[column], raw, column, section)
    }
    types = reports.map(\.type)
    try Self.checkTexts(raw, selection, reports, data)
    try Self.checkSections(sections, reports, places)

    weightPlace = selection.weight.map { _ in layout.weightPlace(kinds) }
    let target = selection.targets[0]
    let texts = raw.texts[target]
    let list: ClassList?
    (task, list) = Self.task(data, isNumeric: tally.isNumeric(target), kinds[target], texts)
    classes = list
    if let list {
      guard list.count > 1 else {
        throw Failure(
          .data, at: .file(data.train),
          "column \(Message.quoted(data.target[0])) holds one class only, \(list.listed); expected "
            + "at least two")
      }
      let index = (0..<texts.count).map { Int32(list.index(of: texts.string($0)) ?? 0) }
      let codes = raw.targets
      let place = kinds[target] == .both ? 1 : 0
      labels = (0..<raw.rows).map { index[Int(codes.row($0)[place].code)] }
    } else {
      labels = []
    }
  }

  /// The ranges of inputs that are columns of numbers.
  var numericRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (slot, type) in types.enumerated() where type == .numeric {
      if let last = ranges.last, last.upperBound == slot {
        ranges[ranges.count - 1] = last.lowerBound..<slot + 1
      } else {
        ranges.append(slot..<slot + 1)
      }
    }
    return ranges
  }

  /// How to read each column, by what is stated or by the first chunk.
  private static func kinds(_ reader: TableReader, _ layout: PlanLayout) -> [ColumnJob.Kind] {
    let (selection, data) = (layout.selection, layout.data)
    var kinds = [ColumnJob.Kind](repeating: .skip, count: reader.header.count)
    for column in selection.inputs + selection.targets { kinds[column] = .number }
    if let weight = selection.weight { kinds[weight] = .number }
    var plan = layout.plan(kinds)
    // A missing cell may be one of a column of texts.
    for column in plan.jobs.indices { plan.jobs[column].refusesMissing = false }
    let tally = ChunkParser<Scalar>(plan: plan, dialect: reader.dialect).parse(reader.first)
    for (column, section) in zip(selection.inputs, layout.sections) {
      switch section.type {
      case .categorical, .boolean: kinds[column] = .text
      case .numeric: break
      case nil, .ignore: if !tally.isNumeric(column) { kinds[column] = .text }
      }
    }
    if selection.targets.count == 1, data.task != .regression {
      let target = selection.targets[0]
      kinds[target] =
        data.task == .classification || !tally.isNumeric(target) ? .text : .both
    }
    return kinds
  }

  /// What an input is taken for.
  private static func report(
    _ name: String, _ raw: RawTable<Scalar>, _ column: Int, _ section: ColumnSection
  ) -> ColumnReport {
    let tally = raw.tally
    let texts = raw.texts[column]
    let (type, reason): (ColumnType, ColumnReport.Reason) =
      if let type = section.type {
        (type, .stated)
      } else if tally.isNumeric(column) {
        (.numeric, .numbers)
      } else if (0..<texts.count).allSatisfy({
        BooleanText.wordValue(of: CellText.trimmed(texts[$0])) != nil
      }) {
        (.boolean, .booleans)
      } else {
        (.categorical, .texts)
      }
    return ColumnReport(
      name: name, type: type, reason: reason,
      cells: (tally.missing[column], tally.numbers(in: column), tally.others[column]),
      distinctTexts: type == .numeric ? nil : texts.count)
  }

  /// Throws the first fault of the file: where its text ends to be a table, or a cell of a column of
  /// numbers that is none.
  private static func checkFaults(
    _ tally: ChunkTally, _ plan: ReadingPlan, _ layout: PlanLayout, _ places: Places
  ) throws(Failure) {
    let data = layout.data
    var faults = [tally.fault].compactMap { $0 }
    for (column, job) in plan.jobs.enumerated() where tally.isNumeric(column) {
      guard let other = tally.firstOther[column] else { continue }
      // Of a cell that is no text, the byte that spoils it is told.
      if tally.fault != nil, other.message.contains("\u{fffd}") { continue }
      // Classes that are said to be classes may be any texts, and so may categories.
      if job.isTarget ? data.task == .classification : layout.isText(column) { continue }
      let hint: String
      if job.isTarget {
        hint =
          data.task == nil && data.target.count == 1
          ? " (or \"task\": \"classification\" in data, where these are classes)" : ""
      } else {
        hint =
          " (or \"type\": \"categorical\" in data.columns.\(plan.names[column].asKey), where these are "
          + "categories, or the text in data.missing, where it stands for none)"
      }
      faults.append(TextFault(position: other.position, message: other.message + hint))
    }
    faults += [repeatedHeader(tally, plan)].compactMap { $0 }
    if let first = faults.min(by: { $0.position < $1.position }) {
      throw first.failure(in: data.train)
    }
    guard data.task == .regression || data.target.count > 1 else { return }
    for (column, job) in plan.jobs.enumerated() where job.isTarget && !tally.isNumeric(column) {
      throw Failure(
        .configuration,
        at: places[data.task == .regression ? "data.task" : "data.target"],
        "column \(Message.quoted(plan.names[column])) of \(data.train) holds texts; "
          + (data.task == .regression
            ? "a regression needs numbers"
            : "several targets are a regression, which needs numbers")
          + (tally.firstOther[column].map {
            "; at \($0.position.line):\($0.position.column) \($0.message)"
          } ?? ""))
    }
  }

  /// A row of names among rows of nothing but texts; in a column of numbers a name is a fault anyway.
  private static func repeatedHeader(_ tally: ChunkTally, _ plan: ReadingPlan) -> TextFault? {
    let positions = plan.jobs.indices.filter { plan.jobs[$0].kind != .skip }
      .map { tally.columnName[$0] }
    guard let first = positions.first ?? nil, positions.allSatisfy({ $0?.line == first.line })
    else {
      return nil
    }
    return TextFault(position: first, message: "the header once more; expected a row")
  }

  /// Refuses texts that were meant for numbers.
  private static func checkTexts(
    _ raw: RawTable<Scalar>, _ selection: ColumnSelection, _ reports: [ColumnReport],
    _ data: DataSection
  ) throws(Failure) {
    var faults: [TextFault] = []
    for (column, report) in zip(selection.inputs, reports) {
      guard case .texts = report.reason, let other = raw.tally.firstOther[column],
        GroupedNumber.fill(raw.texts[column])
      else { continue }
      faults.append(
        TextFault(
          position: other.position,
          message: other.message
            + " (or \"type\": \"categorical\" in data.columns.\(report.name.asKey), "
            + "where these are categories)"))
    }
    if data.task == nil, let target = selection.targets.first, !raw.tally.isNumeric(target),
      let other = raw.tally.firstOther[target], GroupedNumber.fill(raw.texts[target])
    {
      faults.append(
        TextFault(
          position: other.position,
          message: other.message + " (or \"task\": \"classification\" in data, where these are "
            + "classes)"))
    }
    if let first = faults.min(by: { $0.position < $1.position }) {
      throw first.failure(in: data.train)
    }
  }

  /// Refuses what is said of columns whose cells show them to be of another type.
  private static func checkSections(
    _ sections: [ColumnSection], _ reports: [ColumnReport], _ places: Places
  ) throws(Failure) {
    var faults: [Diagnostic] = []
    for (section, report) in zip(sections, reports) {
      for key in section.misplacedKeys(in: report.type) {
        faults.append(
          Diagnostic(
            places["data.columns.\(report.name.asKey).\(key)"],
            "column \(Message.quoted(report.name)) is \(report.type.rawValue) by its cells, and "
              + ColumnSection.misplaced(key, report.type)))
      }
    }
    guard faults.isEmpty else { throw Failure(.configuration, faults) }
  }

  /// The task, and the classes of a classification.
  private static func task(
    _ data: DataSection, isNumeric: Bool, _ kind: ColumnJob.Kind, _ texts: TextPool
  ) -> (Task, ClassList?) {
    if data.task == .regression || data.target.count > 1 { return (.regression, nil) }
    let isOverfull = kind == .both && texts.count > ColumnJob.mostLabels
    if isOverfull { return (.regression, nil) }
    let names = (0..<texts.count).map { texts.string($0) }
    let classes = ClassList(texts: names)
    if data.task == .classification || !isNumeric { return (.classification, classes) }
    let areIntegers = names.allSatisfy { DecimalText($0)?.isInteger ?? false }
    return areIntegers && classes.count <= mostIntegerClasses
      ? (.classification, classes) : (.regression, nil)
  }
}
