import Spec

/// The training file as read, with the type of each column decided.
struct TrainingTable<Scalar: TableScalar> {
  let raw: RawTable<Scalar>
  let selection: ColumnSelection
  /// The file's names of the columns.
  let names: [String]
  /// For each input whether it is a column of numbers.
  let isNumeric: [Bool]
  let task: Task
  /// The classes, where the task is a classification.
  let classes: ClassList?
  /// For each row the class's index, where the task is a classification.
  let labels: [Int32]

  /// At most this many distinct integers in a target are classes.
  private static var mostIntegerClasses: Int { 20 }

  /// Reads the file that the configuration names.
  init(_ data: DataSection, places: Places, threads: Int) throws(Failure) {
    let reader = try TableReader(path: data.train, delimiter: data.delimiter)
    try reader.checkNames()
    names = reader.names
    selection = try ColumnSelection(data, header: names, places: places)

    // What the first chunk looks like decides how columns are read. Where the rest of the file shows
    // that it misled, the file is read again.
    var kinds = Self.kinds(reader, selection, data)
    while true {
      let plan = Self.plan(names, selection, kinds)
      let raw: RawTable<Scalar> = try TableScan(reader, plan).run(threads: threads)
      try Self.checkFaults(raw.tally, plan, data, places)
      let misread = plan.jobs.indices.filter { column in
        guard !raw.tally.isNumeric(column) else { return false }
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
    isNumeric = selection.inputs.map { tally.isNumeric($0) }
    guard raw.rows > 0 else {
      throw Failure(
        .data, at: .file(data.train),
        tally.parsedRows == 0
          ? "no rows behind the header"
          : "no row has a target: \(Message.list(data.target)) is missing in all of them")
    }
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
    for (slot, isNumber) in isNumeric.enumerated() where isNumber {
      if let last = ranges.last, last.upperBound == slot {
        ranges[ranges.count - 1] = last.lowerBound..<slot + 1
      } else {
        ranges.append(slot..<slot + 1)
      }
    }
    return ranges
  }

  /// How to read each column, judged by the first chunk.
  private static func kinds(
    _ reader: TableReader, _ selection: ColumnSelection, _ data: DataSection
  ) -> [ColumnJob.Kind] {
    var kinds = [ColumnJob.Kind](repeating: .skip, count: reader.header.count)
    for column in selection.inputs + selection.targets { kinds[column] = .number }
    let plan = plan(reader.names, selection, kinds)
    let tally = ChunkParser<Scalar>(plan: plan, dialect: reader.dialect).parse(reader.first)
    for column in selection.inputs where !tally.isNumeric(column) { kinds[column] = .text }
    if selection.targets.count == 1, data.task != .regression {
      let target = selection.targets[0]
      kinds[target] =
        data.task == .classification || !tally.isNumeric(target) ? .text : .both
    }
    return kinds
  }

  private static func plan(
    _ names: [String], _ selection: ColumnSelection, _ kinds: [ColumnJob.Kind]
  ) -> ReadingPlan {
    var jobs = [ColumnJob](repeating: ColumnJob(), count: names.count)
    for (slot, column) in selection.inputs.enumerated() {
      jobs[column] = ColumnJob(kind: kinds[column], slot: slot)
    }
    let inputs = selection.inputs.count
    for (place, column) in selection.targets.enumerated() {
      jobs[column] = ColumnJob(
        kind: kinds[column], slot: inputs + place, codeSlot: inputs + place + 1, isTarget: true)
    }
    let hasBoth = selection.targets.contains { kinds[$0] == .both }
    return ReadingPlan(
      jobs: jobs, names: names, inputs: inputs,
      targets: selection.targets.count + (hasBoth ? 1 : 0))
  }

  /// Throws the first fault of the file: where its text ends to be a table, or a cell of a column of
  /// numbers that is none.
  private static func checkFaults(
    _ tally: ChunkTally, _ plan: ReadingPlan, _ data: DataSection, _ places: Places
  ) throws(Failure) {
    var faults = [tally.fault].compactMap { $0 }
    for (column, job) in plan.jobs.enumerated() where tally.isNumeric(column) {
      // Classes that are said to be classes may be any texts.
      if job.isTarget, data.task == .classification { continue }
      guard let other = tally.firstOther[column] else { continue }
      let hint =
        job.isTarget && data.task == nil && data.target.count == 1
        ? " (or \"task\": \"classification\" in data, where these are classes)" : ""
      faults.append(TextFault(position: other.position, message: other.message + hint))
    }
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
            : "several targets are a regression, which needs numbers"))
    }
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
