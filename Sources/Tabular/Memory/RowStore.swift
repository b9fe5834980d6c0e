import Glibc
import System

/// The cells of rows as read, in blocks: numbers with all digits of the file, and codes of texts.
///
/// Of a number with up to seven digits a Float says which decimal number it was, once the number of
/// decimals is known: x = round(Float(x) · 10ᵈ) / 10ᵈ as long as |x| · 10ᵈ < 2²³, for then the Float is
/// less than half a unit of the last decimal away. A block keeps each column in that form where all its
/// numbers allow it, and in Doubles elsewhere, so that tables take about the memory of Floats and lose
/// nothing. A block of whole numbers from 0 to 255 alone, as pictures are, takes a byte a cell, and one of
/// numbers that are at most 32,766 without their points two bytes.
///
/// Blocks are in memory, or in a file where they have no room there.
///
/// Invariant: a thread fills alone the block that it reserved, and nobody reads blocks before all
/// threads are done filling; after that the store is only read, but for `release`, which the caller
/// orders behind the reading of what it gives back.
final class RowStore: @unchecked Sendable {
  /// How the columns of a block are kept.
  final class Layout: Sendable {
    /// What the cells of a block are kept as.
    enum Form {
      /// Whole numbers from 0 to 255.
      case bytes
      /// Whole numbers, all cells multiplied by the same 10ᵈ; `missingShort` and `negativeZero` stand for
      /// what is none.
      case shorts
      /// Floats, all with as many decimals.
      case floats
      /// Each column by itself.
      case columns
    }

    static let missingShort = Int16.min
    static let negativeZero = Int16.min + 1

    /// Of each column 10ᵈ; 0 where its numbers are Doubles.
    let powers: [Double]
    let form: Form
    /// 10ᵈ, and what is nearest to its inverse, where it is that of all columns.
    let power: Double
    let inverse: Double
    /// No number of a block is larger, unless columns are kept by themselves.
    let limit: Double
    /// The columns kept as Floats, and those kept as Doubles.
    let narrow: [Int]
    let wide: [Int]
    /// Of each column its place among those that are kept alike.
    let places: [Int]
    /// Of each column 10⁻ᵈ, as near as a Double comes to it.
    let inverses: [Double]

    init(powers: [Double], _ form: Form) {
      self.powers = powers
      self.form = form
      let power = powers.max() ?? 1
      self.power = power
      inverse = 1 / power
      limit = Self.limit(of: form, power)
      inverses = powers.map { 1 / $0 }
      var (narrow, wide, places): ([Int], [Int], [Int]) = ([], [], [])
      for (column, power) in powers.enumerated() {
        if power > 0 {
          places.append(narrow.count)
          narrow.append(column)
        } else {
          places.append(wide.count)
          wide.append(column)
        }
      }
      (self.narrow, self.wide, self.places) = (narrow, wide, places)
    }

    /// The largest number that a form has room for.
    static func limit(of form: Form, _ power: Double) -> Double {
      switch form {
      case .bytes: 255
      case .shorts: 32_766 / power
      case .floats: power == 1 ? 0x1p24 : (0x1p23 - 1) / power
      case .columns: .infinity
      }
    }

    /// The same columns with room for larger numbers.
    var byColumns: Layout { Layout(powers: powers, .columns) }

    /// Where a block's Doubles begin, behind its Floats.
    func wideOffset(rows: Int) -> Int {
      (rows * narrow.count * MemoryLayout<Float>.stride + 7) / 8 * 8
    }

    func bytes(rows: Int) -> Int {
      switch form {
      case .bytes: rows * powers.count
      case .shorts: rows * powers.count * MemoryLayout<Int16>.stride
      case .floats, .columns:
        wideOffset(rows: rows) + rows * wide.count * MemoryLayout<Double>.stride
      }
    }

    /// The number that a Float in a column stands for.
    ///
    /// The quotient by 10ᵈ is taken as a product, and corrected by its remainder: for all whole numbers
    /// below 2²³ and d ≤ 7 that is the nearest Double, as division gives it, and takes less time
    /// (P. Markstein, IA-64 and Elementary Functions, 2000).
    @inline(__always)
    static func number(_ float: Float, _ power: Double, _ inverse: Double) -> Double {
      let whole = (Double(float) * power).rounded(.toNearestOrEven)
      // Of −0 the remainder loses the sign.
      return Double(signOf: whole, magnitudeOf: quotient(whole, power, inverse))
    }

    @inline(__always)
    private static func quotient(_ whole: Double, _ power: Double, _ inverse: Double) -> Double {
      let quotient = whole * inverse
      return quotient.addingProduct(whole.addingProduct(-quotient, power), inverse)
    }

    /// The number that a short stands for.
    @inline(__always)
    static func number(_ short: Int16, _ power: Double, _ inverse: Double) -> Double {
      let number = quotient(Double(short), power, inverse)
      return short > negativeZero ? number : short == negativeZero ? -0.0 : .nan
    }

    /// The short that stands for a number.
    @inline(__always)
    static func short(_ cell: Double, _ power: Double) -> Int16 {
      // The low bits of the sum are the whole number.
      let whole = Int16(truncatingIfNeeded: (cell * power + 0x1.8p52).bitPattern)
      let isNegativeZero = cell.bitPattern == 1 << 63
      return cell == cell ? isNegativeZero ? negativeZero : whole : missingShort
    }
  }

  /// Rows that were read together.
  struct Block {
    /// Where they begin, in memory or in the file.
    fileprivate(set) var offset: Int
    fileprivate(set) var isInFile = false
    let firstRow: Int
    let rows: Int
    let layout: Layout
  }

  /// How many cells a row has.
  let columns: Int
  private(set) var rows = 0
  private(set) var blocks: [Block] = []
  private let base: UnsafeMutableRawPointer
  private var capacity: Int
  private var used = 0
  private var released = 0
  private let room: RowRoom
  /// Nil as long as all blocks are in memory.
  private var file: ScratchFile?
  private var usedOfFile = 0
  private var reservedOfFile = 0

  /// So much of the file is taken at a time.
  private static let reservation = 64 << 20

  /// An empty store with room for cells of a file of that many bytes, each of which takes a byte at
  /// least; nil where the size is not known.
  /// - Parameter mayFit: whether blocks go to memory while there is room, and not to a file: up to a third of it, for the
  ///   rows are yet to be encoded and evaluated.
  init(columns: Int, fileBytes: Int?, _ room: RowRoom, mayFit: Bool) throws(Failure) {
    self.columns = columns
    self.room = room
    let needed = MachineMemory.saturatedProduct((fileBytes ?? Int.max / 2) + 1, 8)
    (base, capacity) = try Pages.reserve(
      bytes: mayFit ? min(needed, room.bytes / 3) : Pages.size)
    if !mayFit { capacity = 0 }
  }

  /// The bytes of memory that blocks take.
  var size: Int { file == nil ? used : 0 }

  deinit { munmap(base, max(capacity, Pages.size)) }

  /// The largest power of ten that the decimals of a Float may be counted in.
  private static let powersOfTen: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]

  /// How a block of rows can be kept.
  /// - Parameters:
  ///   - cells: [rows, columns]; NaN where missing.
  ///   - decimals: of each column how many decimals its numbers have at most.
  ///   - magnitudes: takes the greatest magnitude of each column.
  ///   - last: the layout of the block before, which is returned where it is the same.
  static func layout(
    of cells: UnsafePointer<Double>, rows: Int, columns: Int, decimals: UnsafePointer<UInt8>,
    magnitudes: inout [Double], last: Layout?
  ) -> Layout {
    // The highest bit is set by a number below 0, by −0 and by NaN.
    var signs: UInt64 = 0
    magnitudes.withUnsafeMutableBufferPointer { magnitudes in
      magnitudes.update(repeating: 0)
      var row = cells
      for _ in 0..<rows {
        for column in 0..<columns {
          let magnitude = abs(row[column])
          // Not true of NaN.
          magnitudes[column] = magnitude > magnitudes[column] ? magnitude : magnitudes[column]
          signs |= row[column].bitPattern | (row[column] == row[column] ? 0 : UInt64.max)
        }
        row += columns
      }
    }
    let greatest = magnitudes.max() ?? 0
    let areBytes =
      signs >> 63 == 0 && greatest <= Layout.limit(of: .bytes, 1)
      && ((0..<columns).allSatisfy { decimals[$0] == 0 } || areWhole(cells, rows: rows, columns))
    let powers = magnitudes.enumerated().map { column, magnitude in
      power(decimals: Int(decimals[column]), magnitude: magnitude)
    }
    var form = Layout.Form.columns
    if areBytes {
      form = .bytes
    } else if !powers.contains(0) {
      let power = powers.max() ?? 1
      form = [.shorts, .floats].first { greatest <= Layout.limit(of: $0, power) } ?? .columns
    }
    if let last, last.form == form, last.powers == powers { return last }
    return Layout(powers: powers, form)
  }

  /// Whether cells are whole numbers, none of them missing.
  private static func areWhole(
    _ cells: UnsafePointer<Double>, rows: Int, _ columns: Int
  ) -> Bool {
    for row in 0..<rows {
      var others: UInt64 = 0
      for column in 0..<columns {
        let cell = cells[row * columns + column]
        others |= cell.bitPattern ^ cell.rounded(.down).bitPattern
      }
      if others != 0 { return false }
    }
    return true
  }

  /// 10ᵈ for numbers that a Float tells, else 0.
  private static func power(decimals: Int, magnitude: Double) -> Double {
    guard decimals > 0 else { return magnitude <= 0x1p24 ? 1 : 0 }
    guard decimals < powersOfTen.count else { return 0 }
    let power = powersOfTen[decimals]
    return magnitude * power < 0x1p23 ? power : 0
  }

  /// Makes room for a block behind all others.
  /// - Throws: `cannotCreate` where there is none in memory nor on disk.
  func reserve(rows count: Int, _ layout: Layout) throws(Failure) -> Block {
    let bytes = (layout.bytes(rows: count) + 7) / 8 * 8
    var block = Block(offset: used, firstRow: rows, rows: count, layout: layout)
    if file == nil, used + bytes <= capacity {
      used += bytes
    } else {
      block.isInFile = true
      block.offset = try reserveOfFile(bytes)
    }
    rows += count
    blocks.append(block)
    return block
  }

  /// Takes bytes of the file.
  private func reserveOfFile(_ bytes: Int) throws(Failure) -> Int {
    let file = if let file { file } else { try ScratchFile(in: room.folder) }
    self.file = file
    while usedOfFile + bytes > reservedOfFile {
      let more = max(Self.reservation, bytes)
      // The only user of the file, so that it goes on where it stopped.
      reservedOfFile = try file.reserve(bytes: more) + more
    }
    usedOfFile += bytes
    return usedOfFile - bytes
  }

  /// Fills a block.
  /// - Parameter cells: [rows, columns]
  func fill(_ block: Block, from cells: UnsafePointer<Double>) throws(Failure) {
    guard block.isInFile, let file else { return fill(base + block.offset, block, from: cells) }
    let bytes = block.layout.bytes(rows: block.rows)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 8), alignment: 8)
    defer { scratch.deallocate() }
    fill(scratch, block, from: cells)
    try file.write(scratch, count: bytes, at: block.offset)
  }

  private func fill(
    _ start: UnsafeMutableRawPointer, _ block: Block, from cells: UnsafePointer<Double>
  ) {
    let floats = start.assumingMemoryBound(to: Float.self)
    let layout = block.layout
    switch layout.form {
    case .bytes:
      let bytes = start.assumingMemoryBound(to: UInt8.self)
      for index in 0..<block.rows * columns {
        // The low bits of the sum are the whole number.
        bytes[index] = UInt8(truncatingIfNeeded: (cells[index] + 0x1p52).bitPattern)
      }
      return
    case .shorts:
      let (shorts, power) = (start.assumingMemoryBound(to: Int16.self), layout.power)
      for index in 0..<block.rows * columns { shorts[index] = Layout.short(cells[index], power) }
      return
    case .columns where !layout.wide.isEmpty: break
    case .floats, .columns:
      for index in 0..<block.rows * columns { floats[index] = Float(cells[index]) }
      return
    }
    let doubles = (start + layout.wideOffset(rows: block.rows)).assumingMemoryBound(to: Double.self)
    var (narrow, wide) = (0, 0)
    for row in 0..<block.rows {
      let cells = cells + row * columns
      for column in layout.narrow {
        floats[narrow] = Float(cells[column])
        narrow += 1
      }
      for column in layout.wide {
        doubles[wide] = cells[column]
        wide += 1
      }
    }
  }

  /// Says that all rows are there, and gives the room behind them back. Where some are in the file, those in memory
  /// follow them.
  func finish() throws(Failure) {
    if let file, used > 0 {
      for index in blocks.indices where !blocks[index].isInFile {
        let block = blocks[index]
        let bytes = block.layout.bytes(rows: block.rows)
        let offset = try reserveOfFile((bytes + 7) / 8 * 8)
        try file.write(base + block.offset, count: bytes, at: offset)
        blocks[index].offset = offset
        blocks[index].isInFile = true
      }
      used = 0
    }
    let kept = Pages.rounded(max(1, used))
    if kept < capacity {
      munmap(base + kept, capacity - kept)
      capacity = kept
    }
  }

  /// Calls `body` with the bytes of a block, which hold as long as the call.
  private func withBytes(of block: Block, _ body: (UnsafeRawPointer) -> Void) {
    guard block.isInFile, let file else { return body(base + block.offset) }
    let bytes = block.layout.bytes(rows: block.rows)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 8), alignment: 8)
    defer { scratch.deallocate() }
    file.read(scratch, count: bytes, at: block.offset)
    body(scratch)
  }

  /// Calls `body` with pieces of these rows, in their order: the first one's number, how many there are,
  /// and their cells [count, columns], which hold as long as the call and may be changed in it.
  func read(
    _ range: Range<Int>, _ body: (_ first: Int, _ count: Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    guard !range.isEmpty else { return }
    // Small enough for a core's first cache.
    let most = max(1, 2048 / max(1, columns))
    withUnsafeTemporaryAllocation(of: Double.self, capacity: most * columns) { scratch in
      guard let start = scratch.baseAddress else { return }
      var number = index(ofBlockWith: range.lowerBound)
      var row = range.lowerBound
      while row < range.upperBound {
        let block = blocks[number]
        let end = min(range.upperBound, block.firstRow + block.rows)
        withBytes(of: block) { bytes in
          while row < end {
            let count = min(most, end - row)
            copy(block, bytes, first: row - block.firstRow, count: count, to: start)
            body(row, count, start)
            row += count
          }
        }
        number += 1
      }
    }
  }

  private func copy(
    _ block: Block, _ start: UnsafeRawPointer, first: Int, count: Int,
    to cells: UnsafeMutablePointer<Double>
  ) {
    let layout = block.layout
    let floats =
      start.assumingMemoryBound(to: Float.self) + first * layout.narrow.count
    let (power, inverse) = (layout.power, layout.inverse)
    switch layout.form {
    case .bytes:
      let bytes = start.assumingMemoryBound(to: UInt8.self) + first * columns
      for index in 0..<count * columns { cells[index] = Double(bytes[index]) }
      return
    case .shorts:
      let shorts = start.assumingMemoryBound(to: Int16.self) + first * columns
      for index in 0..<count * columns {
        cells[index] = Layout.number(shorts[index], power, inverse)
      }
      return
    case .floats where power == 1:
      for index in 0..<count * columns { cells[index] = Double(floats[index]) }
      return
    case .floats:
      for index in 0..<count * columns {
        cells[index] = Layout.number(floats[index], power, inverse)
      }
      return
    case .columns: break
    }
    let doubles =
      (start + layout.wideOffset(rows: block.rows)).assumingMemoryBound(to: Double.self)
      + first * layout.wide.count
    layout.powers.withUnsafeBufferPointer { powers in
      layout.inverses.withUnsafeBufferPointer { inverses in
        if layout.wide.isEmpty {
          for row in 0..<count {
            let (cells, floats) = (cells + row * columns, floats + row * columns)
            for column in 0..<columns {
              cells[column] = Layout.number(floats[column], powers[column], inverses[column])
            }
          }
          return
        }
        var (narrow, wide) = (0, 0)
        for row in 0..<count {
          let cells = cells + row * columns
          for column in layout.narrow {
            cells[column] = Layout.number(floats[narrow], powers[column], inverses[column])
            narrow += 1
          }
          for column in layout.wide {
            cells[column] = doubles[wide]
            wide += 1
          }
        }
      }
    }
  }

  private func index(ofBlockWith row: Int) -> Int {
    var (low, high) = (0, blocks.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if blocks[middle].firstRow <= row { low = middle } else { high = middle }
    }
    return low
  }

  /// The cells of a column, in the order of the rows.
  /// - Parameter most: Of so many rows at most, the first ones.
  func column(_ column: Int, most: Int = .max) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(min(most, rows))
    forEach(in: column, most: most) { _, cell in values.append(cell) }
    return values
  }

  /// Whether a condition holds for all cells of a column that are not missing.
  func allSatisfy(in column: Int, _ condition: (Double) -> Bool) -> Bool {
    var holds = true
    forEach(in: column) { _, cell in holds = holds && (cell != cell || condition(cell)) }
    return holds
  }

  /// Calls `body` with the cells of a column and their rows, in the order of these.
  /// - Parameter most: Of so many rows at most, the first ones.
  @inline(__always)
  func forEach(in column: Int, most: Int = .max, _ body: (_ row: Int, _ cell: Double) -> Void) {
    for block in blocks where block.firstRow < most {
      let taken = min(block.rows, most - block.firstRow)
      let (layout, first) = (block.layout, block.firstRow)
      let place = layout.places[column]
      withBytes(of: block) { start in
        let (power, inverse) = (layout.power, layout.inverse)
        switch layout.form {
        case .bytes:
          let bytes = start.assumingMemoryBound(to: UInt8.self) + column
          for row in 0..<taken { body(first + row, Double(bytes[row * columns])) }
        case .shorts:
          let shorts = start.assumingMemoryBound(to: Int16.self) + column
          for row in 0..<taken {
            body(first + row, Layout.number(shorts[row * columns], power, inverse))
          }
        case .floats:
          let floats = start.assumingMemoryBound(to: Float.self) + column
          for row in 0..<taken {
            body(first + row, Layout.number(floats[row * columns], power, inverse))
          }
        case .columns where layout.powers[column] == 0:
          let doubles =
            (start + layout.wideOffset(rows: block.rows)).assumingMemoryBound(to: Double.self)
          for row in 0..<taken { body(first + row, doubles[row * layout.wide.count + place]) }
        case .columns:
          let floats = start.assumingMemoryBound(to: Float.self)
          for row in 0..<taken {
            let float = floats[row * layout.narrow.count + place]
            body(first + row, Layout.number(float, layout.powers[column], layout.inverses[column]))
          }
        }
      }
    }
  }

  /// Gives the memory of the rows before one back, by whole blocks; they must not be read again.
  func release(before row: Int) {
    guard file == nil else { return }
    let end = row >= rows ? used : blocks[index(ofBlockWith: row)].offset
    let bytes = end / Pages.size * Pages.size
    guard bytes > released else { return }
    madvise(base + released, bytes - released, MADV_DONTNEED)
    released = bytes
  }
}

/// Memory by pages of its own, which are taken from the machine as they are first written.
enum Pages {
  static let size = 4096

  static func rounded(_ bytes: Int) -> Int { (bytes + size - 1) / size * size }

  /// Reserves that many bytes, or as many as can be had.
  static func reserve(
    bytes wanted: Int
  ) throws(Failure) -> (base: UnsafeMutableRawPointer, bytes: Int) {
    var bytes = max(wanted, size)
    while true {
      let mapping = mmap(
        nil, rounded(bytes), PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      if let mapping, mapping != MAP_FAILED {
        if bytes >= 8 << 20 { madvise(mapping, rounded(bytes), MADV_HUGEPAGE) }
        return (mapping, rounded(bytes))
      }
      guard bytes > 1 << 20 else {
        throw Failure(
          .configuration,
          "cannot reserve \(MachineMemory.spelled(bytes: wanted)) of address space for a table")
      }
      bytes /= 2
    }
  }
}
