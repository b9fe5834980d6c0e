/// The texts that the columns of a finished run may hold, whatever a file has.
struct KnownTexts: Sendable {
  /// Of each input the texts that its codes stand for: of a category the last one for any that
  /// training has not seen.
  let pools: [TextPool]
  private let areBooleans: [Bool]

  init(_ encoder: Encoder) {
    pools = encoder.inputs.map { input in
      switch input.encoding {
      case .number: TextPool()
      case .boolean: TextPool(["false", "true"])
      // No cell holds a NUL.
      case .category(let encoding): TextPool(encoding.values + ["\0"])
      }
    }
    areBooleans = encoder.inputs.map { $0.type == .boolean }
  }

  /// The code of a cell that is not missing.
  func code(of cell: CellText, isDecimal: Bool, slot: Int) -> UInt32 {
    if areBooleans[slot] { return BooleanText.value(of: cell.trimmed.bytes) == true ? 1 : 0 }
    let text = isDecimal ? cell.trimmed : cell
    return UInt32(pools[slot].knownCode(of: text.bytes) ?? pools[slot].count - 1)
  }

  /// Whether a category's code stands for texts that training has not seen.
  func isOther(_ code: UInt32, slot: Int) -> Bool { Int(code) == pools[slot].count - 1 }
}
