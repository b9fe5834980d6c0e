package import Spec

/// Encodes rows one at a time, from the cells of a file that has the columns of the training file, in
/// any order, among others. Targets are not looked at.
package struct CellEncoder<Scalar: TableScalar>: Sendable {
  /// Of each input the cell of a row that it is made of.
  private let cells: [Int]
  private let inputs: [InputColumn]
  private let missing: MissingTexts
  private let refusesUnseen: Bool
  private let texts: KnownTexts
  private let encoder: RowEncoder<Scalar>

  /// How many inputs a row becomes.
  package var width: Int { encoder.width }

  /// - Parameters:
  ///   - header: the names of the file's columns.
  ///   - file: the file's name, for messages.
  ///   - refusesUnseen: whether a category that no training row has is a fault.
  /// - Throws: `data` where the file lacks columns, all of which are named.
  package init(
    _ encoder: Encoder, header: [String], of file: String, refusesUnseen: Bool = false
  ) throws(Failure) {
    var columns: [[UInt8]: Int] = [:]
    for (index, name) in header.enumerated() { columns[Array(name.utf8)] = index }
    var faults: [Diagnostic] = []
    cells = encoder.inputs.map { input in
      if let cell = columns[Array(input.name.utf8)] { return cell }
      faults.append(
        Diagnostic(
          .file(file),
          "no column \(Message.quoted(input.name))\(suggestion(for: input.name, among: header))"))
      return 0
    }
    guard faults.isEmpty else { throw Failure(.data, faults) }
    inputs = encoder.inputs
    missing = encoder.missing
    self.refusesUnseen = refusesUnseen
    texts = KnownTexts(encoder)
    self.encoder = RowEncoder(encoder, texts: texts.pools)
  }

  /// Encodes a row of cells without enclosing quotes.
  package func encode(_ row: [String]) throws(CellFault) -> [Scalar] {
    // A line feed behind the text stops whoever reads a number.
    let bytes = row.map { Array($0.utf8) + [UInt8(ascii: "\n")] }
    var slots: [Scalar] = []
    slots.reserveCapacity(inputs.count)
    for (slot, cell) in cells.enumerated() {
      slots.append(
        try bytes[cell].withUnsafeBufferPointer { buffer throws(CellFault) in
          guard let start = buffer.baseAddress else { return .nan }
          return try value(
            of: CellText(start: start, end: start + buffer.count - 1), slot: slot, cell: cell)
        })
    }
    var encoded = [Scalar](repeating: 0, count: width)
    slots.withUnsafeBufferPointer { slots in
      encoded.withUnsafeMutableBufferPointer { encoded in
        guard let row = slots.baseAddress, let start = encoded.baseAddress else { return }
        encoder.encode(row, into: start)
      }
    }
    return encoded
  }

  /// The number of a cell, or the code of its text.
  private func value(
    of cell: CellText, slot: Int, cell place: Int
  ) throws(CellFault) -> Scalar {
    let input = inputs[slot]
    let trimmed = cell.trimmed
    var isNumber = false
    if case .number = input.encoding { isNumber = true }
    if missing.contains(trimmed) {
      if input.refusesMissing {
        throw CellFault(cell: place, message: CellMessage.missing(in: input.name))
      }
      return isNumber ? .nan : Scalar(code: ColumnJob.missingCode)
    }
    switch input.encoding {
    case .number:
      switch trimmed.number(as: Scalar.self) {
      case .number(let value): return value
      case .beyondRange:
        throw CellFault(
          cell: place,
          message: CellMessage.beyondRange(trimmed, in: input.name, of: Scalar.self))
      case .other:
        throw CellFault(cell: place, message: CellMessage.noNumber(trimmed, in: input.name))
      }
    case .boolean:
      if let message = TextDomain.booleans.objection(to: cell, in: input.name) {
        throw CellFault(cell: place, message: message)
      }
      return Scalar(code: texts.code(of: cell, isDecimal: false, slot: slot))
    case .category:
      let code = texts.code(of: cell, isDecimal: trimmed.isDecimal, slot: slot)
      if refusesUnseen, texts.isOther(code, slot: slot) {
        throw CellFault(cell: place, message: CellMessage.unseen(cell, in: input.name))
      }
      return Scalar(code: code)
    }
  }
}
