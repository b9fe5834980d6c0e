package import Spec
package import System

/// Reads the rows of a run: those for training, and those held back for validation and test.
///
/// The result is the same whatever the number of threads.
/// - Parameters:
///   - places: where the configuration's keys were written, for messages.
///   - keepsCells: whether the rows are wanted as they stand in the file, too.
///   - judgesColumns: whether what the first cells of columns say against them is asked for.
///   - asCells: whether the rows of inputs stay cells, a number for each input column, NaN where it is missing.
///   - room: how much memory rows may take, and where others go.
///   - isShuffled: whether epochs take the training rows in random order.
///   - network: makes the network, of which is told how many steps its layers need of sequences, when it
///     is known what becomes of the columns; with the edges of a graph, and whether there are validation
///     rows.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
package func loadSplits<Scalar: TableScalar>(
  _ data: DataSection, _ preprocessing: PreprocessingSection, seed: UInt64, threads: Int,
  places: Places, keepsCells: Bool = false, judgesColumns: Bool = false,
  asCells: Bool = false, room: RowRoom = .standard, isShuffled: Bool = false,
  network: (Encoder, Edges?, _ hasValidation: Bool) throws(Failure) -> [LeastSteps] = { _, _, _ in
    []
  }
) throws(Failure) -> Splits<Scalar> {
  func read() throws(Failure) -> TrainingTable {
    try tellingDamage(of: data.train) { () throws(Failure) in
      try TrainingTable(
        data, preprocessing, range: PrecisionRange(Scalar.self), places: places, threads: threads,
        room)
    }
  }
  let table =
    if let shared = room.sharedTable {
      try shared.table(data, preprocessing, precision: Scalar.precisionName, in: room, read)
    } else {
      try read()
    }
  let rows = table.raw.rows
  // Before the memory of the cells is given back.
  let judged = mostJudgedCells / max(1, table.raw.inputs)
  let judgements =
    judgesColumns
    ? (
      columns: Array(
        table.judgements(threads: threads, most: judged).prefix(table.selection.inputCount)),
      firstRows: judged < rows ? judged : nil
    ) : nil
  let edges = try readEdges(data, table, threads: threads, places)
  let steps = try StepLayout(table, data).map { layout throws(Failure) in
    try StepSplit(table, layout, data, places: places) { sequences throws(Failure) in
      try drawSplit(data, table, sequences: sequences, seed: seed, places)
    }
  }
  try checkTargetInputs(table, data, places)
  let haveTargets = table.haveTargets
  let (parts, splitNotes): ([RowSplit.Part], [String])
  if let steps {
    (parts, splitNotes) = ([], steps.notes)
  } else {
    var (split, notes) = try drawSplit(
      data, table, haveTargets: edges == nil ? nil : haveTargets, seed: seed, places)
    if edges != nil {
      split.leaveOut(where: haveTargets.map { !$0 })
      guard split.parts.contains(.train) else {
        throw Failure(
          .data, at: table.files.location,
          "no node to train on has a target: \(Message.list(data.target)) is missing in all of them"
        )
      }
    }
    (parts, splitNotes) = (split.parts, notes)
  }
  let isTraining = steps?.isTraining ?? parts.map { $0 == .train }
  let isTarget = steps?.isTarget ?? isTraining
  let statistics = ColumnStatistics(
    of: table.raw.cells, rows: isTraining, slots: table.numericRanges, threads: threads,
    needsDeviation: preprocessing.numeric == .standard
      || data.columns.contains { $0.value.scale == .standard })
  let encoder = Encoder(
    table,
    EncoderFitting(
      table, rows: isTraining, targets: isTarget, statistics: statistics, data, preprocessing),
    data, preprocessing, threads: threads)
  try checkEmbeddings(encoder, places)
  let needed = EncodedSize(
    encoder, rows: steps?.count ?? rows, bytes: MemoryLayout<Scalar>.stride)
  let mayBeStored = steps == nil && edges == nil
  try needed.check(encoder, table, mayBeStored: mayBeStored, data, preprocessing, places)
  let kept = table.raw.cells.size
  let file =
    !mayBeStored || room.fits(needed.bytes, beside: kept) ? nil : try ScratchFile(in: room.folder)
  var hasValidation = parts.contains(.validation) || steps?.examples(.validation).isEmpty == false
  if case .file = data.validation { hasValidation = true }
  let least = try network(encoder, edges, hasValidation)
  for need in least {
    if let steps {
      try steps.check(need, in: table.files, delimiter: data.delimiter)
    } else {
      try checkLengths(table, encoder, need, parts, data)
    }
  }

  let usesWeights = data.classWeight != nil || table.weightSlot != nil
  let encoded: (RowSplit.Part) throws(Failure) -> EncodedRows<Scalar>?
  if let steps {
    let rows: EncodedRows<Scalar>? = try TableEncoding.encode(
      table, encoder, parts: [RowSplit.Part](repeating: .train, count: rows), threads: threads,
      keepsCells: keepsCells || usesWeights, asCells: asCells, dealing: nil, to: nil)(.train)
    encoded = { part throws(Failure) in
      let examples = steps.examples(part)
      return examples.isEmpty
        ? nil : try rows?.examples(examples, steps.table, threads: threads)
    }
  } else {
    // Nodes stay together.
    let together = edges == nil ? parts : parts.map { _ in .train }
    encoded = try TableEncoding.encode(
      table, encoder, parts: together, threads: threads, keepsCells: keepsCells || usesWeights,
      asCells: asCells, dealing: isShuffled && edges == nil ? seed : nil, to: file)
    if edges != nil {
      try encoded(.train)?.clearTargets(ofRows: haveTargets.indices.filter { !haveTargets[$0] })
    }
  }
  let weights: Matrix<Scalar>? = try RowWeights(
    table,
    rows: {
      steps?.examples(.train).compactMap(\.target)
        ?? isTraining.indices.filter { isTraining[$0] }
    }, data.classWeight, places: places
  ).matrix(edges == nil && steps == nil ? encoded(.train)?.blocks : nil, in: file)
  let leftOut = LeftOutRows(table.raw.tally, table.task)
  var notes =
    table.files.notes + leftOutNote(data.train, leftOut) + splitNotes + formatNotes(table, data)
  if let edges { notes += targetNote(haveTargets, data) + edges.notes }
  if !mayBeStored, !room.fits(needed.bytes, beside: 0) {
    notes.append(
      "\(data.train): the rows take \(MachineMemory.spelled(bytes: needed.bytes)) of memory; those of "
        + "\(steps == nil ? "graphs" : "\(encoder.steps?.noun ?? "step")s") are not kept on disk")
  }
  if file != nil {
    notes.append(
      "\(data.train): the rows take \(MachineMemory.spelled(bytes: needed.bytes)), and as much again while they are "
        + "read, which is more than the memory for them; they are kept on disk in \(room.folder)")
  }
  if let note = table.emptyTailNote { notes.append("\(data.train): \(note)") }
  var columns = Array(table.reports.prefix(table.selection.inputCount))
  for slot in table.numericRanges.joined() where statistics.count[slot] > 0 {
    columns[slot].range = statistics.minimum[slot]...statistics.maximum[slot]
  }
  for slot in table.numericRanges.joined() where statistics.count[slot] == 0 {
    let name = Message.quoted(table.names[table.selection.inputs[slot]])
    notes.append(
      "\(data.train): column \(name) has no value in the training rows; it is filled with 0")
  }
  for report in columns where report.isRounded {
    notes.append(
      "\(data.train): column \(Message.quoted(report.name)) holds whole numbers beyond 2^53, of which "
        + "float64 keeps only the first 15 digits; \("type".quoted): \("categorical".quoted) in data.columns "
        + "keeps them apart")
  }
  notes += otherNotes(encoder, table.reports, data)
  for report in table.reports {
    // Of what is stated, `check` warns.
    let isStated = report.reason == .stated
    notes += [report.ambiguityNote, isStated ? nil : report.unreadNote].compactMap { $0 }.map {
      "\(data.train): \($0)"
    }
  }
  if data.task == nil, let note = table.unreadClassesNote { notes.append("\(data.train): \(note)") }

  func part(_ part: RowSplit.Part, _ holdout: Holdout?) throws(Failure) -> Encoded<Scalar>? {
    if case .file(let source) = holdout {
      let rows: Encoded<Scalar> = try load(
        source, with: encoder, delimiter: data.delimiter, threads: threads, least: least,
        asCells: asCells, room: room)
      notes += (try? source.files().notes) ?? []
      notes += leftOutNote(source, rows.leftOut) + rows.unseen
      return rows
    }
    let weights = part == .train ? weights : nil
    guard let edges, let nodes = try encoded(.train) else {
      return try encoded(part).map {
        Encoded($0, weights: weights, leftOut: part == .train ? leftOut : .none)
      }
    }
    let counted = parts.indices.filter { parts[$0] == part }
    return counted.isEmpty
      ? nil
      : Encoded(
        try nodes.rows(counted), weights: weights,
        nodes: try NodeRows(nodes, edges, counted: counted, weights: weights))
  }
  let validation = try part(.validation, data.validation)
  let test = try part(.test, data.test)
  guard let train = try part(.train, nil) else {
    throw Failure(.data, at: table.files.location, "no rows")
  }
  return Splits(
    train: train, validation: validation, test: test,
    testRows: parts.indices.filter { parts[$0] == .test }, encoder: encoder, columns: columns,
    cells: keepsCells ? TrainingCells(table, rows: isTraining, targets: isTarget) : nil,
    judgements: judgements,
    notes: notes)
}

/// Columns are judged by so many cells in all, which takes some hundredths of a second.
private let mostJudgedCells = 2_000_000

/// Reads the rows of a table for a finished run; `-` is standard input.
///
/// Columns are found by name, further ones ignored; the result is the same whatever the number of
/// threads.
/// - Parameter edges: the file of the edges, where the rows are the nodes of a graph; then those with a
///   target count.
/// - Parameter least: how many steps the network needs of sequences.
/// - Parameter asCells: whether the rows of inputs stay cells, a number for each input column, NaN where it is missing.
/// - Parameter group: the column by whose values rows are to be told apart.
/// - Parameter room: how much memory rows may take, and where others go.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
package func load<Scalar: TableScalar>(
  _ source: DataSource, with encoder: Encoder, delimiter: Character, threads: Int,
  edges: String? = nil, least: [LeastSteps] = [], asCells: Bool = false, by group: String? = nil,
  room: RowRoom = .standard
) throws(Failure) -> Encoded<Scalar> {
  try tellingDamage(of: source) { () throws(Failure) in
    try encoder.read(
      source.files(), delimiter: delimiter, threads: threads, edges: edges, least: least,
      asCells: asCells, by: group, room)
  }
}

/// Refuses rows whose sequences have fewer steps than the network needs.
private func checkLengths(
  _ table: TrainingTable, _ encoder: Encoder, _ least: LeastSteps, _ parts: [RowSplit.Part],
  _ data: DataSection
) throws(Failure) {
  guard let group = encoder.columnGroups.first(where: { $0.name == least.group }),
    let features = group.features
  else { return }
  let slots = group.inputs
  var first: (row: Int, length: Int)?
  table.raw.cells.read(0..<table.raw.cells.rows) { start, count, cells in
    for row in 0..<count where first == nil && parts[start + row] != .leftOut {
      let length = SequenceCells.length(
        of: cells + row * table.raw.cells.columns + slots.lowerBound, count: slots.count,
        features: features)
      if length < least.steps { first = (start + row, length) }
    }
  }
  guard let first, let message = least.objection(to: first.length) else { return }
  let column = table.names[table.selection.inputs[slots.lowerBound + first.length * features]]
  // Rows without a target are not in the table.
  let isWhole = table.raw.tally.keptRows == table.raw.tally.parsedRows
  let place =
    isWhole
    ? TableReader.position(
      ofRow: first.row, column: column, in: table.files, delimiter: data.delimiter) : nil
  throw place.map { TextFault(position: $0, message: message).failure(in: table.files) }
    ?? Failure(
      .data, at: table.files.location, "row \(first.row + 1) of those with a target: \(message)")
}

/// Refuses the past of classes as an input, of which a row would be a class and a category at once.
private func checkTargetInputs(
  _ table: TrainingTable, _ data: DataSection, _ places: Places
) throws(Failure) {
  guard table.task == .classification,
    let place = data.inputs?.firstIndex(where: { ColumnNames(data.target)[$0] != nil })
  else { return }
  throw Failure(
    .configuration, at: places["data.inputs.\(place)"],
    "the target \(Message.quoted(data.target[0])) holds classes, whose past cannot be an input; expected a "
      + "copy of the column under another name")
}

/// Refuses vectors to be learnt for the categories of steps.
private func checkEmbeddings(_ encoder: Encoder, _ places: Places) throws(Failure) {
  guard let steps = encoder.steps, let embedding = encoder.embeddings.first else { return }
  throw Failure(
    .configuration, at: places["data.columns.\(embedding.column.asKey).encoding"],
    "a \(steps.noun) has no embeddings; expected \("one_hot".quoted) for the column "
      + Message.quoted(embedding.column))
}

/// Reads the edges where the rows of a table are the nodes of a graph.
private func readEdges(
  _ data: DataSection, _ table: TrainingTable, threads: Int, _ places: Places
) throws(Failure) -> Edges? {
  guard let section = data.edges, let slot = table.nodeSlot, let column = table.selection.node
  else {
    return nil
  }
  guard table.haveTargets.contains(true) else {
    throw Failure(
      .data, at: table.files.location,
      "no node has a target: \(Message.list(data.target)) is missing in all rows")
  }
  let nodes = try NodeNames(
    table.raw.texts[column], codes: table.raw.cells.column(slot).map { Int($0) },
    column: section.columns.node, files: table.files, delimiter: data.delimiter)
  return try Edges(
    section.file, section.columns, of: nodes, delimiter: data.delimiter, threads: threads,
    places: places)
}

/// Decides which rows of the training file are held back.
/// - Parameter sequences: where examples are sequences, of each the row with its target.
private func drawSplit(
  _ data: DataSection, _ table: TrainingTable, sequences: [Int]? = nil,
  haveTargets: [Bool]? = nil, seed: UInt64, _ places: Places
) throws(Failure) -> (RowSplit, notes: [String]) {
  if data.stratify == true, table.task == .regression {
    throw Failure(
      .configuration, at: places["data.stratify"],
      "only the rows of a classification can be stratified; this is a regression")
  }
  if let rule = data.splitRule {
    return try ColumnSplit(table, data, rule, places).split(seed: seed)
  }
  let rows = sequences?.count ?? haveTargets?.count { $0 } ?? table.raw.rows
  let noun = sequences == nil ? "row" : "sequence"
  var counts = [0, 0]
  var fold: Fold?
  for (index, (key, holdout)) in [("data.validation", data.validation), ("data.test", data.test)]
    .enumerated()
  {
    switch holdout {
    case .fraction(let fraction): counts[index] = RowSplit.count(of: fraction, rows: rows)
    case .fold(let part):
      fold = part
      counts[index] = RowSplit.count(of: part, rows: rows)
      if part.count > rows {
        throw Failure(
          .configuration, at: places[key],
          "\(rows) \(noun)\(rows == 1 ? "" : "s") cannot be divided into \(part.count) folds")
      }
    case .file, nil: continue
    }
    if counts[0] + counts[1] >= rows {
      throw Failure(
        .configuration, at: places[key],
        "no \(noun) is left for training: \(data.train) has \(rows) \(noun)\(rows == 1 ? "" : "s") with a "
          + "target, and \(counts[0] + counts[1]) are held back")
    }
  }
  let isStratified = data.stratify ?? (table.task == .classification)
  let strata =
    isStratified
    ? sequences.map { $0.map { table.labels[$0] } }
      ?? (haveTargets == nil ? table.labels : table.labels.filter { $0 >= 0 }) : nil
  let drawn = RowSplit(
    rows: rows, validation: counts[0], test: fold == nil ? counts[1] : 0, fold: fold,
    strata: strata, seed: seed)
  guard let haveTargets, rows < haveTargets.count else { return (drawn, []) }
  return (drawn.spread(over: haveTargets), [])
}

/// The memory that the rows of a table take when they are encoded.
private struct EncodedSize {
  let rows: Int
  let inputs: Int
  let bytes: Int

  /// - Parameter bytes: those of a number.
  init(_ encoder: Encoder, rows: Int, bytes: Int) {
    self.rows = rows
    inputs = encoder.inputCount
    // Names and factors of the inputs take some 64 bytes each.
    let perInput = MachineMemory.saturatedProduct(rows, bytes).addingReportingOverflow(64)
    self.bytes = MachineMemory.saturatedProduct(
      inputs, perInput.overflow ? Int.max : perInput.partialValue)
  }

  /// So many inputs for a column are a mistake rather than a large table.
  private static let mostInputsPerColumn = 100

  /// Refuses one-hot columns and monomials that cannot fit in memory.
  /// - Parameter mayBeStored: whether rows may go to a file.
  func check(
    _ encoder: Encoder, _ table: TrainingTable, mayBeStored: Bool, _ data: DataSection,
    _ preprocessing: PreprocessingSection, _ places: Places
  ) throws(Failure) {
    let room = MachineMemory.room
    let isExpanded = inputs / Self.mostInputsPerColumn > table.selection.inputCount
    guard bytes > room && (isExpanded || !mayBeStored) || inputs > Int(Int32.max) else { return }
    throw failure(encoder, room: room, data, preprocessing, places)
  }

  private func failure(
    _ encoder: Encoder, room: Int, _ data: DataSection, _ preprocessing: PreprocessingSection,
    _ places: Places
  ) -> Failure {
    let needed = bytes
    let size = inputs == Int.max ? "more inputs than can be counted" : "\(inputs) inputs"
    let message =
      "\(rows) \(encoder.steps?.noun ?? "row")s of \(size) need \(MachineMemory.spelled(bytes: needed)) and do not fit in memory "
      + "(of \(MachineMemory.spelled(bytes: MachineMemory.limit)), \(MachineMemory.spelled(bytes: room)) are left)"
    if let steps = encoder.steps, steps.steps > 1 {
      return Failure(
        .configuration,
        at: places[steps.kind == .sequence ? "data.sequence.steps" : "data.window.steps"],
        "\(message); expected fewer steps or fewer inputs")
    }
    let widest = encoder.inputs.max { $0.width < $1.width }
    if preprocessing.polynomialDegree > 1 {
      return Failure(
        .configuration, at: places["preprocessing.polynomial_degree"],
        "\(message); expected a lower degree or fewer inputs")
    }
    return Failure(
      .configuration, at: places["data.inputs"] ?? places["data.train"],
      message
        + (widest.map {
          "; column \(Message.quoted($0.name)) alone has \($0.width) distinct values, which is too many "
            + "for categories"
        } ?? ""))
  }
}

/// Tells of nodes without a target.
private func targetNote(_ haveTargets: [Bool], _ data: DataSection) -> [String] {
  let missing = haveTargets.count { !$0 }
  guard missing > 0 else { return [] }
  return [
    "\(data.train): \(missing) of \(haveTargets.count) nodes \(missing == 1 ? "has" : "have") no target and "
      + "count\(missing == 1 ? "s" : "") towards no loss"
  ]
}

private func leftOutNote(_ source: DataSource, _ rows: LeftOutRows) -> [String] {
  rows.sentence.map { ["\(source): \($0)"] } ?? []
}

/// Tells of columns whose numbers were seen to be written for people.
private func formatNotes(_ table: TrainingTable, _ data: DataSection) -> [String] {
  let found = table.reports.compactMap { report in report.found.map { (report.name, $0) } }
  return (found + table.foundTargets.map { ($0.name, $0.numbers) }).map { name, format in
    "\(data.train): column \(Message.quoted(name)) is read as numbers with \(format.keys), to be set in "
      + "data.columns.\(name.asKey)"
  }
}

/// Tells of columns with many categories of which nobody said how many are to be told apart.
private func otherNotes(
  _ encoder: Encoder, _ reports: [ColumnReport], _ data: DataSection
) -> [String] {
  let sections = data.sections(of: encoder.inputs.map(\.name))
  return zip(zip(encoder.inputs, sections), reports).compactMap { column, report in
    let (input, section) = column
    guard case .category(let encoding) = input.encoding, encoding.hasOther,
      !section.statesCategories, section.minCount == nil
    else { return nil }
    return "\(data.train): column \(Message.quoted(input.name)) has \(report.distinctTexts ?? 0) "
      + "different values; the \(encoding.values.count) most frequent are kept, the others become one"
  }
}
