package import Spec

/// Reads the rows of a run: those for training, and those held back for validation and test.
///
/// The result is the same whatever the number of threads.
/// - Parameters:
///   - places: where the configuration's keys were written, for messages.
///   - keepsCells: whether the rows are wanted as they stand in the file, too.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
package func loadSplits<Scalar: TableScalar>(
  _ data: DataSection, _ preprocessing: PreprocessingSection, seed: UInt64, threads: Int,
  places: Places, keepsCells: Bool = false
) throws(Failure) -> Splits<Scalar> {
  let table = try tellingDamage(of: data.train) { () throws(Failure) in
    try TrainingTable(
      data, preprocessing, range: PrecisionRange(Scalar.self), places: places, threads: threads)
  }
  let rows = table.raw.rows
  let split = try drawSplit(data, table, seed: seed, places)
  let isTraining = split.parts.map { $0 == .train }
  let statistics = ColumnStatistics(
    of: table.raw.cells, rows: isTraining, slots: table.numericRanges, threads: threads,
    needsDeviation: preprocessing.numeric == .standard
      || data.columns.contains { $0.value.scale == .standard })
  let encoder = Encoder(
    table, EncoderFitting(table, rows: isTraining, statistics: statistics, data, preprocessing),
    data, preprocessing, threads: threads)
  try checkExpansion(
    encoder, rows: rows, bytes: MemoryLayout<Scalar>.stride, data, preprocessing, places)

  let weights: Matrix<Scalar>? = try RowWeights(
    table, rows: isTraining, data.classWeight, places: places
  ).matrix()
  let encoded: (RowSplit.Part) -> EncodedRows<Scalar>? = try TableEncoding.encode(
    table, encoder, parts: split.parts, threads: threads, keepsCells: keepsCells)
  let leftOut = LeftOutRows(table.raw.tally, table.task)
  var notes = leftOutNote(data.train, leftOut) + formatNotes(table, data)
  if let note = table.emptyTailNote { notes.append("\(data.train): \(note)") }
  var columns = table.reports
  for slot in table.numericRanges.joined() where statistics.count[slot] > 0 {
    columns[slot].range = statistics.minimum[slot]...statistics.maximum[slot]
  }
  for slot in table.numericRanges.joined() where statistics.count[slot] == 0 {
    let name = Message.quoted(table.names[table.selection.inputs[slot]])
    notes.append("\(data.train): column \(name) has no value in the training rows; 0 stands for it")
  }
  for report in table.reports where report.isRounded {
    notes.append(
      "\(data.train): column \(Message.quoted(report.name)) holds whole numbers beyond 2^53, of which "
        + "float64 keeps the first 15 digits; \("type".quoted): \("categorical".quoted) in data.columns "
        + "tells them apart")
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
    if case .file(let path) = holdout {
      let rows: Encoded<Scalar> = try load(
        path, with: encoder, delimiter: data.delimiter, threads: threads)
      notes += leftOutNote(path, rows.leftOut) + rows.unseen
      return rows
    }
    return encoded(part).map {
      Encoded(
        $0, weights: part == .train ? weights : nil, leftOut: part == .train ? leftOut : .none)
    }
  }
  let validation = try part(.validation, data.validation)
  let test = try part(.test, data.test)
  guard let train = try part(.train, nil) else {
    throw Failure(.data, at: .file(data.train), "no rows")
  }
  return Splits(
    train: train, validation: validation, test: test, encoder: encoder,
    columns: columns, cells: keepsCells ? TrainingCells(table, rows: isTraining) : nil,
    notes: notes)
}

/// Reads the rows of a file for a finished run; `-` is standard input.
///
/// Columns are found by name, further ones ignored; the result is the same whatever the number of
/// threads.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
package func load<Scalar: TableScalar>(
  _ path: String, with encoder: Encoder, delimiter: Character, threads: Int
) throws(Failure) -> Encoded<Scalar> {
  try tellingDamage(of: path) { () throws(Failure) in
    try encoder.read(path, delimiter: delimiter, threads: threads)
  }
}

/// Decides which rows of the training file are held back.
private func drawSplit(
  _ data: DataSection, _ table: TrainingTable, seed: UInt64, _ places: Places
) throws(Failure) -> RowSplit {
  if data.stratify == true, table.task == .regression {
    throw Failure(
      .configuration, at: places["data.stratify"],
      "only the rows of a classification can be stratified; this is a regression")
  }
  let rows = table.raw.rows
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
          "\(rows) row\(rows == 1 ? "" : "s") cannot be cut into \(part.count) folds")
      }
    case .file, nil: continue
    }
    if counts[0] + counts[1] >= rows {
      throw Failure(
        .configuration, at: places[key],
        "no row is left for training: \(data.train) has \(rows) row\(rows == 1 ? "" : "s") with a "
          + "target, and \(counts[0] + counts[1]) are held back")
    }
  }
  let isStratified = data.stratify ?? (table.task == .classification)
  return RowSplit(
    rows: rows, validation: counts[0], test: fold == nil ? counts[1] : 0, fold: fold,
    strata: isStratified ? table.labels : nil, seed: seed)
}

/// Refuses one-hot columns and monomials that cannot fit in memory.
private func checkExpansion(
  _ encoder: Encoder, rows: Int, bytes: Int, _ data: DataSection,
  _ preprocessing: PreprocessingSection, _ places: Places
) throws(Failure) {
  let inputs = encoder.inputCount
  // Names and factors of the inputs take some 64 bytes each.
  let perInput = MachineMemory.saturatedProduct(rows, bytes).addingReportingOverflow(64)
  let needed = MachineMemory.saturatedProduct(
    inputs, perInput.overflow ? Int.max : perInput.partialValue)
  guard needed > MachineMemory.limit || inputs > Int(Int32.max) else { return }
  let size = inputs == Int.max ? "more inputs than can be counted" : "\(inputs) inputs"
  let message =
    "\(rows) rows of \(size) need \(MachineMemory.spelled(bytes: needed)) and do not fit in memory "
    + "(\(MachineMemory.spelled(bytes: MachineMemory.limit)))"
  let widest = encoder.inputs.max { $0.width < $1.width }
  if preprocessing.polynomialDegree > 1 {
    throw Failure(
      .configuration, at: places["preprocessing.polynomial_degree"],
      "\(message); expected a lower degree or fewer inputs")
  }
  throw Failure(
    .configuration, at: places["data.inputs"] ?? places["data.train"],
    message
      + (widest.map {
        "; column \(Message.quoted($0.name)) alone has \($0.width) distinct texts, which is too many "
          + "for categories"
      } ?? ""))
}

private func leftOutNote(_ path: String, _ rows: LeftOutRows) -> [String] {
  rows.sentence.map { ["\(path): \($0)"] } ?? []
}

/// Tells of columns whose numbers were seen to be written for people.
private func formatNotes(_ table: TrainingTable, _ data: DataSection) -> [String] {
  let found = table.reports.compactMap { report in report.found.map { (report.name, $0) } }
  return (found + table.foundTargets.map { ($0.name, $0.numbers) }).map { name, format in
    "\(data.train): column \(Message.quoted(name)) is read as numbers by \(format.keys), to be stated in "
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
      + "different texts; the \(encoding.values.count) most frequent are told apart"
  }
}
