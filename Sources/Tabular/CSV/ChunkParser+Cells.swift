import Spec

extension ChunkParser {
  /// Stores a cell of any kind.
  /// - Returns: whether the row may be kept.
  func store(
    _ raw: CellText, _ column: Int, _ row: UnsafeMutablePointer<Double>,
    at byte: UnsafePointer<UInt8>, _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Bool {
    let job = cellJobs[column]
    if job.kind == .skip { return true }
    let trimmed = raw.trimmed
    if job.mayBeMissing(trimmed), plan.jobs[column].missing.contains(trimmed) {
      if plan.jobs[column].refusesMissing {
        throw CellScanner.Fault(byte: byte, message: CellMessage.missing(in: plan.names[column]))
      }
      tally.missing[column] += 1
      if tally.firstMissing[column] == nil {
        tally.firstMissing[column] = TextFault(
          position: TextPosition(of: byte, from: text),
          message: CellMessage.missing(in: plan.names[column]))
      }
      if job.isTarget, !trimmed.isEmpty {
        tally.missingTargets[trimmed.string, default: 0] += 1
      }
      row[job.slot] = .nan
      if job.kind == .both { row[job.codeSlot] = .nan }
      if let slot = job.remainderSlot { row[slot] = .nan }
      // A row without a target may still be a step, or a node.
      return !job.isTarget || job.mayLackTarget || plan.steps != nil
    }
    switch job.kind {
    case .skip: break
    case .number:
      let number = try number(trimmed, column, at: byte, text, &tally)
      row[job.slot] = number
      if let slot = job.remainderSlot {
        row[slot] = plan.jobs[column].format.remainder(of: trimmed, from: number)
      }
    case .text:
      let code = try code(trimmed, column, at: byte, text, &tally)
      row[job.slot] = Double(code)
      if let slot = job.remainderSlot { row[slot] = .nan }
      if !isDecimal[column][code] { count(trimmed, column, at: byte, text, &tally) }
    case .both:
      row[job.slot] = try number(trimmed, column, at: byte, text, &tally)
      // Of a column with too many texts nobody wants codes.
      row[job.codeSlot] =
        pools[column].count <= ColumnJob.mostLabels
        ? Double(try code(trimmed, column, at: byte, text, &tally)) : .nan
    }
    return true
  }

  /// Checks the sequences of a row that is kept.
  /// - Parameter start: where in the text a cell of the row starts, by the column.
  @inline(__always)
  func checkSequences(
    of row: UnsafePointer<Double>, _ start: (_ column: Int) -> UnsafePointer<UInt8>
  ) throws(CellScanner.Fault) {
    for sequence in plan.sequences {
      guard let fault = sequence.fault(in: row, names: plan.names) else { continue }
      throw CellScanner.Fault(byte: start(fault.column), message: fault.message)
    }
  }

  private func number(
    _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Double {
    let message: String
    let job = cellJobs[column]
    switch job.isPlain ? trimmed.number() : plan.jobs[column].format.number(in: trimmed) {
    case .number(let value, let places, let isRounded) where abs(value) < plan.range.limit:
      if isRounded { tally.isRounded[column] = true }
      note(decimals: places, in: column)
      if trimmed.isZeroPadded { tally.isZeroPadded[column] = true }
      if job.refusesNegative, value < 0 {
        throw CellScanner.Fault(
          byte: byte, message: CellMessage.negative(trimmed, in: plan.names[column]))
      }
      return value
    case .number, .beyondRange:
      guard plan.jobs[column].isStrict || notesFirst(column, tally) else { return .nan }
      message = CellMessage.beyondRange(trimmed, in: plan.names[column], of: plan.range.name)
    case .other:
      tally.others[column] += 1
      guard plan.jobs[column].isStrict || notesFirst(column, tally) else { return .nan }
      message =
        plan.jobs[column].format.date.map {
          CellMessage.noDate(trimmed, in: plan.names[column], as: $0)
        } ?? noNumber(trimmed, column)
    }
    if plan.jobs[column].isStrict { throw CellScanner.Fault(byte: byte, message: message) }
    tally.firstOther[column] = TextFault(
      position: TextPosition(of: byte, from: text), message: message)
    return .nan
  }

  private func noNumber(_ trimmed: CellText, _ column: Int) -> String {
    CellMessage.noNumber(
      trimmed, in: plan.names[column], plan.jobs[column].format, namesKeys: plan.advice == .keys)
  }

  /// Counts a text of a column of texts.
  private func count(
    _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) {
    tally.others[column] += 1
    guard notesFirst(column, tally) else { return }
    tally.firstOther[column] = TextFault(
      position: TextPosition(of: byte, from: text),
      message: noNumber(trimmed, column))
  }

  private func notesFirst(_ column: Int, _ tally: ChunkTally) -> Bool {
    !knowsFirstOther[column] && tally.firstOther[column] == nil
  }

  private func code(
    _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Int {
    let known = pools[column].count
    let code = pools[column].code(of: trimmed.bytes)
    if code == known {
      isDecimal[column].append(trimmed.isDecimal)
      if let (message, isFault) = plan.jobs[column].domain?.objection(
        to: trimmed, in: plan.names[column])
      {
        if isFault { throw CellScanner.Fault(byte: byte, message: message) }
        if tally.firstUnseen[column] == nil {
          tally.firstUnseen[column] = TextFault(
            position: TextPosition(of: byte, from: text), message: message)
        }
      }
      if trimmed.string == plan.names[column] { nameCodes[column] = code }
    }
    if code == nameCodes[column] { noteName(at: byte, text, &tally) }
    return code
  }

  /// Notes a cell that holds its column's name, and the row where all its cells do.
  private func noteName(
    at byte: UnsafePointer<UInt8>, _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) {
    guard tally.repeatedHeader == nil else { return }
    if named.row != tally.parsedRows {
      named = (tally.parsedRows, TextPosition(of: byte, from: text), 0)
    }
    named.cells += 1
    guard named.cells == headerCells, let first = named.first else { return }
    tally.repeatedHeader = TextFault(
      position: first, message: "the header again; expected a row")
  }
}
