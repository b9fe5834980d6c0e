import Spec
import Synchronization
import System

/// The training file as read, with the type of each column decided.
struct TrainingTable: Sendable {
  let raw: RawTable
  /// What was read.
  let files: TableFiles
  let selection: ColumnSelection
  /// The file's names of the columns.
  let names: [String]
  /// Of each input what is said of it, by itself or by its group.
  let sections: [ColumnSection]
  /// Of each input what it was taken for, and why.
  let reports: [ColumnReport]
  /// How the cells of each input and of each target are written.
  let formats: (inputs: [CellFormat], targets: [CellFormat])
  /// Of each input its texts; nil for numbers.
  let texts: [ColumnTexts?]
  let task: Task
  /// The classes, where the task is a classification.
  let classes: ClassList?
  /// For each row the class's index, where the task is a classification; −1 in a row without a target.
  let labels: [Int32]
  /// Of targets of which nothing was said, how their numbers turned out to be written.
  let foundTargets: [(name: String, numbers: NumberFormat)]
  /// Which cell of a row is the weight, where there is one.
  let weightSlot: Int?
  /// Which cell of a row is the node's name, where rows are the nodes of a graph.
  let nodeSlot: Int?
  /// Which cell of a row has a say in its split, where there is one.
  let splitSlot: Int?
  /// Of the columns that rows are ordered by which cell of a row is what the number is beyond a Double.
  private let remainderSlots: [Int: Int]
  /// The first input of which a step that is there must have a cell, where rows are steps of sequences.
  let requiredInput: String?
  /// How many cells without a name the header has at its end, with nothing below.
  let emptyTail: Int

  /// What to say of classes that look like quantities or dates; nil where they do not.
  var unreadClassesNote: String? {
    guard classes != nil else { return nil }
    let target = selection.targets[0]
    return UnreadTexts(raw.texts[target], first: raw.tally.firstOther[target]?.position, files)?
      .note(target: names[target])
  }

  /// What to say of columns without a name that are left out.
  var emptyTailNote: String? {
    emptyTail == 0
      ? nil
      : "\(emptyTail) column\(emptyTail == 1 ? "" : "s") without a name or any cells left out"
  }

  /// At most this many distinct integers in a target are classes.
  static let mostIntegerClasses = 20

  /// Reads the files that the configuration names.
  /// - Parameters:
  ///   - range: the numbers that the network's precision has room for.
  ///   - mostTexts: how many different texts a column may hold of which nothing is said.
  ///   - advice: what messages tell their reader to do.
  init(
    _ data: DataSection, _ preprocessing: PreprocessingSection, range: PrecisionRange,
    places: Places, threads: Int, _ room: RowRoom, mostTexts: Int = ColumnJob.mostCategories,
    advice: Advice = .keys
  ) throws(Failure) {
    let files = try data.train.files()
    self.files = files
    let reader = try TableReader(files, delimiter: data.delimiter)
    try reader.checkNames()
    let names = reader.names
    self.names = names
    emptyTail = reader.emptyTail
    selection = try ColumnSelection(
      data, preprocessing, header: names, places: places, advice: advice)
    let sections = selection.sections(data, header: names)
    self.sections = sections
    let targetSections = data.sections(of: selection.targets.map { names[$0] })
    var data = data
    // How numbers are written is said of numbers only.
    if targetSections.contains(where: \.statesNumbers) { data.task = .regression }
    var layout = PlanLayout(
      names: names, selection: selection, emptyTail: reader.emptyTail, sections: sections,
      data: data, preprocessing: preprocessing, mostTexts: mostTexts, range: range, advice: advice)
    let (raw, kinds, dates) = try Self.read(reader, &layout, threads: threads, room, places)
    self.raw = raw
    let tally = raw.tally
    guard raw.rows > 0 else {
      throw Failure(
        .data, at: files.location,
        tally.parsedRows == 0
          ? "no rows after the header"
          : "no row has a target: \(Message.list(data.target)) is missing in all of them")
    }
    let texts = selection.inputs.map { column in
      kinds[column] == .text ? ColumnTexts(raw.texts[column]) : nil
    }
    self.texts = texts
    var reports: [ColumnReport] = []
    for (slot, column) in selection.inputs.enumerated() {
      var report = Self.report(
        names[column], raw, column, sections[slot], texts[slot], found: layout.found[column],
        dates[column]?.format ?? sections[slot].format.date)
      if dates[column] != nil, let other = report.dateFormat?.otherReading,
        raw.cells.allSatisfy(in: slot, { CalendarDay(number: Int($0.rounded(.down))).day <= 12 })
      {
        report.otherDateFormat = other
      }
      if report.type == .categorical {
        let unread = UnreadTexts(
          raw.texts[column], first: tally.firstOther[column]?.position, files)
        report.unreadNote = unread?.note(column: report.name)
      }
      reports.append(report)
    }
    self.reports = reports
    if let order = selection.steps?.order, let slot = selection.inputs.firstIndex(of: order),
      ![.numeric, .date].contains(reports[slot].type)
    {
      throw Self.noOrder(names[order], raw.tally.firstOther[order], files)
    }
    try Self.checkTexts(raw, selection, reports, data, files, advice)
    try Self.checkSections(
      data.sections(of: selection.inputs.prefix(selection.inputCount).map { names[$0] }), reports,
      places)
    weightSlot = selection.weight.map { _ in raw.inputs + layout.weightPlace(kinds) }
    nodeSlot = layout.nodeSlot(kinds)
    splitSlot = layout.splitSlot(kinds)
    remainderSlots = Dictionary(
      uniqueKeysWithValues: selection.orders.compactMap { [layout] column in
        layout.remainderSlot(of: column, kinds).map { (column, $0) }
      })
    requiredInput = layout.required(kinds)
    let target = selection.targets[0]
    let targetTexts = ColumnTexts(raw.texts[target])
    (task, classes) = Self.task(
      data, isNumeric: tally.isNumeric(target), kinds[target], raw.texts[target].count, targetTexts,
      layout.found[target])
    // Classes are texts, however numbers among them may be read.
    if classes != nil { layout.found[target] = nil }
    formats = (
      zip(selection.inputs, sections).map { [layout] in layout.format(of: $0, $1) },
      zip(selection.targets, targetSections).map { [layout] in layout.format(of: $0, $1) }
    )
    foundTargets = selection.targets.compactMap { column in
      layout.found[column].map { (names[column], $0) }
    }
    if let classes {
      guard classes.count > 1 else {
        throw Failure(
          .data, at: files.location,
          "column \(Message.quoted(data.target[0])) holds only one class, \(classes.listed); "
            + "expected at least two")
      }
      let index = targetTexts.vocabulary.texts.map { Int32(classes.index(of: $0) ?? 0) }
      let slot = raw.inputs + (kinds[target] == .both ? 1 : 0)
      var labels: [Int32] = []
      labels.reserveCapacity(raw.rows)
      raw.cells.forEach(in: slot) { _, cell in
        labels.append(cell == cell ? index[targetTexts.index[Int(cell)]] : -1)
      }
      self.labels = labels
    } else {
      labels = []
    }
  }

  /// Reads the rows. What the first chunk looks like decides how columns are read; where the rest of
  /// the file shows that it misled, the file is read again.
  private static func read(
    _ reader: TableReader, _ layout: inout PlanLayout, threads: Int, _ room: RowRoom,
    _ places: Places
  ) throws(Failure) -> (RawTable, [ColumnJob.Kind], dates: [Int: PlanLayout.FoundDates]) {
    var (kinds, codes, dates) = Self.kinds(reader, &layout)
    // Columns of digits that turned out to be numbers.
    var areNumbers: Set<Int> = []
    while true {
      var plan = layout.plan(kinds, dates: dates)
      // That these are no numbers is only known when all is read.
      for column in codes { plan.jobs[column].mostTexts = ColumnJob.mostCodes }
      let sink = try StoreSink(reader, plan, room)
      let tally = try TableScan(reader, plan, sink).run(threads: threads)
      let raw = try sink.table(tally)
      var misread = tally.fault == nil ? layout.found.keys.filter { tally.others[$0] > 0 } : []
      for column in misread {
        layout.found[column] = nil
        kinds[column] = .text
      }
      if misread.isEmpty { try checkFaults(tally, plan, layout, reader.files, places) }
      for (column, job) in plan.jobs.enumerated() where !job.isStrict && misread.isEmpty {
        switch job.kind {
        case .number where job.format.date != nil:
          if tally.others[column] > 0 {
            // All texts are to tell what they are.
            kinds[column] = .text
            dates[column] = nil
            codes.insert(column)
            misread.append(column)
          }
        case .number:
          let areCodes =
            tally.isZeroPadded[column] && job.mayBeCodes && !areNumbers.contains(column)
          if !tally.isNumeric(column) || areCodes {
            kinds[column] = .text
            if areCodes { codes.insert(column) }
            misread.append(column)
          }
        case .both:
          if !tally.isNumeric(column), raw.texts[column].count > ColumnJob.mostLabels {
            kinds[column] = .text
            misread.append(column)
          }
        case .text:
          if let found = Self.dates(column, raw.texts[column], layout, isFinal: true) {
            kinds[column] = .number
            dates[column] = found
            misread.append(column)
          } else if job.mayBeCodes, tally.others[column] == 0, !hasDigitsAlone(raw.texts[column]) {
            kinds[column] = .number
            areNumbers.insert(column)
            misread.append(column)
          } else if codes.contains(column), raw.texts[column].count > layout.mostTexts {
            throw sink.tooManyTexts(column, layout.mostTexts)
          }
        case .skip: break
        }
      }
      guard let column = misread.min() else { return (raw, kinds, dates) }
      guard reader.source.canRewind else {
        throw Failure(
          .data, at: .file(reader.path),
          "column \(Message.quoted(layout.names[column])) starts with numbers or dates and continues with "
            + "other text, so the data must be read twice; expected a file, not a pipe")
      }
      try reader.rewind()
    }
  }

  /// Whether the texts of a column are whole numbers without a sign.
  private static func hasDigitsAlone(_ texts: TextPool) -> Bool {
    (0..<texts.count).allSatisfy { texts[$0].allSatisfy(\.isDigit) }
  }

  /// The targets of a regression whose points, taken for decimal points, may stand between thousands.
  var ambiguousTargets: [String] {
    guard task == .regression else { return [] }
    return selection.targets.enumerated().compactMap { place, column in
      formats.targets[place].isPlain && raw.tally.hasThreeDecimals(column)
        && ColumnReport.mayBeThousands(raw.cells.column(raw.inputs + place)) ? names[column] : nil
    }
  }

  /// For each row whether it has all targets, as any but a node's has.
  var haveTargets: [Bool] {
    var haveTargets = [Bool](repeating: true, count: raw.rows)
    guard nodeSlot != nil else { return haveTargets }
    for place in selection.targets.indices {
      raw.cells.forEach(in: raw.inputs + place) { row, cell in
        if cell != cell { haveTargets[row] = false }
      }
    }
    return haveTargets
  }

  /// Of each row what a column of numbers or dates has, with all digits; nil where rows are not ordered by
  /// the column.
  func orderKeys(_ column: Int) -> [OrderKey]? {
    guard let slot = selection.slots[column],
      let remainder = remainderSlots[column]
    else { return nil }
    return [OrderKey](raw.cells.column(slot), raw.cells.column(remainder))
  }

  /// The ranges of inputs that are columns of numbers or dates.
  var numericRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (slot, report) in reports.prefix(selection.inputCount).enumerated()
    where [.numeric, .date].contains(report.type) {
      if let last = ranges.last, last.upperBound == slot {
        ranges[ranges.count - 1] = last.lowerBound..<slot + 1
      } else {
        ranges.append(slot..<slot + 1)
      }
    }
    return ranges
  }

  /// What the codes of the table's texts stand for once an encoder is learnt.
  func codeValues(_ encoder: Encoder) -> CodeValues {
    let known = KnownTexts(encoder)
    var values = CodeValues(slots: encoder.inputs.indices.filter { texts[$0] != nil })
    for (column, (slot, _)) in values.columns.enumerated() {
      guard let texts = texts[slot] else { continue }
      let ofText = texts.vocabulary.texts.map { known.value(of: $0, slot: slot) }
      values.extend(column, to: texts.index.count) { ofText[texts.index[$0]] }
    }
    return values
  }

  /// How to read each column, by what is stated or by the first chunk.
  /// - Returns: and which columns seem to be codes, and which to be dates.
  private static func kinds(
    _ reader: TableReader, _ layout: inout PlanLayout
  ) -> ([ColumnJob.Kind], codes: Set<Int>, dates: [Int: PlanLayout.FoundDates]) {
    let (selection, data) = (layout.selection, layout.data)
    var kinds = [ColumnJob.Kind](repeating: .skip, count: reader.header.count)
    for column in selection.inputs + selection.targets { kinds[column] = .number }
    if let weight = selection.weight { kinds[weight] = .number }
    if let node = selection.node { kinds[node] = .text }
    if let split = selection.split, !selection.inputs.contains(split) { kinds[split] = .text }
    var plan = layout.plan(kinds)
    // A missing cell may be one of a column of texts, and where columns with a shape hold other texts they
    // are to be seen.
    let shaped = Set(zip(selection.inputs, selection.areShaped).filter(\.1).map(\.0))
    for column in plan.jobs.indices {
      plan.jobs[column].refusesMissing = false
      if shaped.contains(column) || column == selection.steps?.order {
        plan.jobs[column].isStrict = false
      }
    }
    plan.sequences = []
    let tally = ChunkParser(plan: plan, dialect: reader.dialect).parse(reader.first)
    let texts = Self.texts(
      of: plan.jobs.indices.filter {
        tally.others[$0] > 0 || tally.isZeroPadded[$0] || layout.saysDates($0) == true
      }, plan, reader)
    layout.found = Self.numberFormats(layout, plan, tally, texts)
    let mayBeCodes = Set(
      plan.jobs.indices.filter {
        plan.jobs[$0].mayBeCodes && tally.isZeroPadded[$0] && hasDigitsAlone(texts[$0])
      })
    for (column, section) in zip(selection.inputs, layout.sections) {
      switch section.type {
      case .categorical, .boolean: kinds[column] = .text
      case .numeric: break
      case .date: if section.dateFormat == nil { kinds[column] = .text }
      case nil
      where section.statesNumbers || layout.found[column] != nil || shaped.contains(column):
        break
      case nil, .ignore:
        if !tally.isNumeric(column) || mayBeCodes.contains(column) { kinds[column] = .text }
      }
    }
    if selection.targets.count == 1, data.task != .regression {
      let target = selection.targets[0]
      let isNumeric = tally.isNumeric(target) || layout.found[target] != nil
      kinds[target] = data.task == .classification || !isNumeric ? .text : .both
    }
    let dates = Self.dates(
      among: selection.inputs.filter { kinds[$0] == .text && !mayBeCodes.contains($0) }, texts,
      layout, reader)
    for column in dates.keys { kinds[column] = .number }
    return (kinds, mayBeCodes, dates)
  }

  /// The texts of some columns of the first chunk, by the column; none of the others.
  private static func texts(
    of columns: [Int], _ plan: ReadingPlan, _ reader: TableReader
  ) -> [TextPool] {
    var plan = plan
    for column in columns { plan.jobs[column].kind = .text }
    let parser = ChunkParser(plan: plan, dialect: reader.dialect)
    if !columns.isEmpty { _ = parser.parse(reader.first) }
    return parser.pools
  }

  /// How numbers are written in columns of the first chunk of which nothing is said, where all of their
  /// texts are such numbers and nothing else can be meant.
  private static func numberFormats(
    _ layout: PlanLayout, _ plan: ReadingPlan, _ tally: ChunkTally, _ texts: [TextPool]
  ) -> [Int: NumberFormat] {
    let (selection, data) = (layout.selection, layout.data)
    let inputs = zip(selection.inputs, layout.sections)
      .filter { $1.type == nil && !$1.statesNumbers }.map(\.0)
    let targets = data.task == .classification ? [] : selection.targets
    let columns = (inputs + targets).filter {
      tally.others[$0] > 0 && plan.jobs[$0].format.isPlain
    }
    var formats: [Int: NumberFormat] = [:]
    for column in columns {
      let texts = (0..<texts[column].count).map { texts[column].string($0) }
      if let search = NumberFormatSearch(texts, delimiter: data.delimiter), search.isCertain {
        formats[column] = search.format
      }
    }
    return formats
  }

  /// What is to be said of each input by its cells; nil where there may be something to learn.
  /// - Parameter most: The most rows to look at, the first ones.
  func judgements(threads: Int, most: Int = .max) -> [ColumnJudgement?] {
    let judgements = Mutex([ColumnJudgement?](repeating: nil, count: reports.count))
    inPieces(of: 1, count: reports.count, threads: threads) { slot, _ in
      let judgement = ColumnJudgement(
        reports[slot], raw.cells.column(slot, most: most), texts[slot])
      judgements.withLock { $0[slot] = judgement }
    }
    return judgements.withLock { $0 }
  }

  /// The columns of the first chunk that are dates, among some columns of texts.
  private static func dates(
    among columns: [Int], _ texts: [TextPool], _ layout: PlanLayout, _ reader: TableReader
  ) -> [Int: PlanLayout.FoundDates] {
    var dates: [Int: PlanLayout.FoundDates] = [:]
    for column in columns {
      // A pipe is not read twice, so that what is said of it must hold.
      dates[column] = Self.dates(
        column, texts[column], layout,
        isFinal: layout.saysDates(column) == true && !reader.source.canRewind)
    }
    return dates
  }

  /// The format of a column's dates by its texts; nil where they are none, or nothing may be found.
  private static func dates(
    _ column: Int, _ texts: TextPool, _ layout: PlanLayout, isFinal: Bool
  ) -> PlanLayout.FoundDates? {
    guard let isStated = layout.saysDates(column) else { return nil }
    var format = DateFormat.common(to: texts, isStated: isStated)
    if isStated, format == nil, texts.count > 0 || isFinal {
      format = DateFormat.nearest(to: texts, isStated: true)?.format
    }
    return format.map { PlanLayout.FoundDates(format: $0, isFinal: isFinal) }
  }

  /// What an input is taken for.
  private static func report(
    _ name: String, _ raw: RawTable, _ column: Int, _ section: ColumnSection,
    _ texts: ColumnTexts?, found: NumberFormat?, _ dateFormat: DateFormat?
  ) -> ColumnReport {
    let tally = raw.tally
    let (type, reason): (ColumnType, ColumnReport.Reason) =
      if let type = section.type {
        (type, .stated)
      } else if dateFormat != nil {
        (.date, .dates)
      } else if let texts, tally.others[column] == 0, texts.count > 0 {
        (.categorical, .codes)
      } else if tally.isNumeric(column) {
        (.numeric, .numbers)
      } else if texts?.vocabulary.texts.allSatisfy({ BooleanText.wordValue(of: $0.utf8) != nil })
        ?? false
      {
        (.boolean, .booleans)
      } else {
        (.categorical, .texts)
      }
    return ColumnReport(
      name: name, type: type, reason: reason,
      cells: (tally.missing[column], tally.numbers(in: column), tally.others[column]),
      isRounded: type == .numeric && tally.isRounded[column],
      hasThreeDecimals: type == .numeric && section.format.isPlain && found == nil
        && tally.hasThreeDecimals(column),
      distinctTexts: type == .numeric ? nil : texts?.count, found: found, dateFormat: dateFormat)
  }

  /// Throws the first fault of the file: where its text ends to be a table, or a cell of a column of
  /// numbers that is none.
  private static func checkFaults(
    _ tally: ChunkTally, _ plan: ReadingPlan, _ layout: PlanLayout, _ files: TableFiles,
    _ places: Places
  ) throws(Failure) {
    let data = layout.data
    var faults = [tally.fault, tally.repeatedHeader].compactMap { $0 }
    for (column, job) in plan.jobs.enumerated() where tally.isNumeric(column) {
      // Dates that do not fit are a fault at once, or all texts are still to tell what they are.
      guard job.format.date == nil, let other = tally.firstOther[column] else { continue }
      // Of a cell that is no text, the byte that spoils it is told.
      if tally.fault != nil, other.message.unicodeScalars.contains("\u{fffd}") { continue }
      // Classes that are said to be classes may be any texts, and so may categories.
      if job.isTarget ? data.task == .classification : layout.isText(column) { continue }
      let hint: String
      if job.isTarget {
        hint =
          data.task == nil && data.target.count == 1 ? layout.advice.classes : ""
      } else {
        hint = layout.advice.categories(plan.names[column], mayBeMissing: true)
      }
      faults.append(TextFault(position: other.position, message: other.message + hint))
    }
    if let first = faults.min(by: { $0.position < $1.position }) {
      throw first.failure(in: files)
    }
    guard data.task == .regression || data.target.count > 1 else { return }
    for (column, job) in plan.jobs.enumerated() where job.isTarget && !tally.isNumeric(column) {
      throw Failure(
        .configuration,
        at: places[data.task == .regression ? "data.task" : "data.target"],
        "column \(Message.quoted(plan.names[column])) of \(data.train) holds text; "
          + (data.task == .regression
            ? "a regression needs numbers"
            : "several targets make a regression, which needs numbers")
          + (tally.firstOther[column].map {
            "; at \(files.textInside($0.position)) \($0.message)"
          } ?? ""))
    }
  }

  /// What to say of a column of texts that rows are to be ordered by.
  private static func noOrder(_ name: String, _ text: TextFault?, _ files: TableFiles) -> Failure {
    let message =
      "column \(Message.quoted(name)), by which rows are ordered, holds text; expected numbers, or dates in "
      + "one format (\("format".quoted) in data.columns.\(name.asKey) states one)"
    guard let text else { return Failure(.data, at: files.location, message) }
    return TextFault(position: text.position, message: message).failure(in: files)
  }

  /// Refuses texts that were meant for numbers.
  private static func checkTexts(
    _ raw: RawTable, _ selection: ColumnSelection, _ reports: [ColumnReport], _ data: DataSection,
    _ files: TableFiles, _ advice: Advice
  ) throws(Failure) {
    var faults: [TextFault] = []
    for (column, report) in zip(selection.inputs, reports) {
      guard case .texts = report.reason, let other = raw.tally.firstOther[column],
        NumberFormatSearch.fill(raw.texts[column], delimiter: data.delimiter)
      else { continue }
      faults.append(
        TextFault(
          position: other.position,
          message: other.message + advice.categories(report.name, mayBeMissing: false)))
    }
    if data.task == nil, let target = selection.targets.first, !raw.tally.isNumeric(target),
      let other = raw.tally.firstOther[target],
      NumberFormatSearch.fill(raw.texts[target], delimiter: data.delimiter)
    {
      faults.append(
        TextFault(
          position: other.position,
          message: other.message + advice.classes))
    }
    if data.task == nil, let target = selection.targets.first, !raw.tally.isNumeric(target),
      let other = raw.tally.firstOther[target],
      let format = DateFormat.common(to: raw.texts[target], isStated: false)
    {
      faults.append(
        TextFault(
          position: other.position,
          message: "the target \(Message.quoted(data.target[0])) holds dates "
            + "(\(Message.quoted(format.text))), and a date cannot be predicted; expected numbers or "
            + "classes (or \"task\": \"classification\" in data, if these are classes)"))
    }
    if let first = faults.min(by: { $0.position < $1.position }) {
      throw first.failure(in: files)
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
  /// - Parameter rawTexts: how many texts there are, spellings of one number counted each.
  private static func task(
    _ data: DataSection, isNumeric: Bool, _ kind: ColumnJob.Kind, _ rawTexts: Int,
    _ texts: ColumnTexts, _ numbers: NumberFormat?
  ) -> (Task, ClassList?) {
    if data.task == .regression || data.target.count > 1 { return (.regression, nil) }
    let isOverfull = kind == .both && rawTexts > ColumnJob.mostLabels
    if isOverfull { return (.regression, nil) }
    if data.task == .classification || !isNumeric { return (.classification, ClassList(texts)) }
    let names = texts.vocabulary.texts
    guard names.count <= mostIntegerClasses,
      names.allSatisfy({ name in
        DecimalText(name)?.isInteger
          ?? numbers?.value(of: name).map { $0.rounded() == $0 } ?? false
      })
    else { return (.regression, nil) }
    return (.classification, ClassList(texts))
  }
}
