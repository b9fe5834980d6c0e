import Spec

extension ChunkParser {
  /// Stores a cell of any kind.
  /// - Returns: whether the row may be kept.
  func store(
    _ raw: CellText, _ column: Int, _ row: UnsafeMutablePointer<Scalar>,
    at byte: UnsafePointer<UInt8>, _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Bool {
    let job = plan.jobs[column]
    if job.kind == .skip { return true }
    let trimmed = raw.trimmed
    if plan.missing.contains(trimmed) {
      if job.refusesMissing {
        throw CellScanner.Fault(byte: byte, message: CellMessage.missing(in: plan.names[column]))
      }
      tally.missing[column] += 1
      switch job.kind {
      case .text: row[job.slot] = Scalar(code: ColumnJob.missingCode)
      case .both:
        row[job.slot] = .nan
        row[job.codeSlot] = Scalar(code: ColumnJob.missingCode)
      case .number, .skip: row[job.slot] = .nan
      }
      return !job.isTarget
    }
    switch job.kind {
    case .skip: break
    case .number: row[job.slot] = try number(trimmed, column, at: byte, text, &tally)
    case .text:
      let code = try code(raw, trimmed, column, at: byte, text, &tally)
      row[job.slot] = Scalar(code: UInt32(code))
      if !isDecimal[column][code] { count(trimmed, column, at: byte, text, &tally) }
    case .both:
      row[job.slot] = try number(trimmed, column, at: byte, text, &tally)
      if pools[column].count <= ColumnJob.mostLabels {
        row[job.codeSlot] = Scalar(
          code: UInt32(try code(raw, trimmed, column, at: byte, text, &tally)))
      }
    }
    return true
  }

  private func number(
    _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Scalar {
    let message: String
    switch trimmed.number(as: Scalar.self) {
    case .number(let value):
      if plan.jobs[column].refusesNegative, value < 0 {
        throw CellScanner.Fault(
          byte: byte, message: CellMessage.negative(trimmed, in: plan.names[column]))
      }
      return value
    case .beyondRange:
      guard plan.jobs[column].isStrict || notesFirst(column, tally) else { return .nan }
      message = CellMessage.beyondRange(trimmed, in: plan.names[column], of: Scalar.self)
    case .other:
      tally.others[column] += 1
      guard plan.jobs[column].isStrict || notesFirst(column, tally) else { return .nan }
      message = CellMessage.noNumber(trimmed, in: plan.names[column])
    }
    if plan.jobs[column].isStrict { throw CellScanner.Fault(byte: byte, message: message) }
    tally.firstOther[column] = TextFault(
      position: TextPosition(of: byte, from: text), message: message)
    return .nan
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
      message: CellMessage.noNumber(trimmed, in: plan.names[column]))
  }

  private func notesFirst(_ column: Int, _ tally: ChunkTally) -> Bool {
    !knowsFirstOther[column] && tally.firstOther[column] == nil
  }

  private func code(
    _ raw: CellText, _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Int {
    let known = pools[column].count
    let code = pools[column].code(of: raw.bytes)
    if code == known {
      isDecimal[column].append(trimmed.isDecimal)
      if let message = plan.jobs[column].domain?.objection(to: raw, in: plan.names[column]) {
        throw CellScanner.Fault(byte: byte, message: message)
      }
      if raw.string.isSame(as: plan.names[column]) {
        tally.columnName[column] = TextPosition(of: byte, from: text)
      }
    }
    return code
  }
}
