/// What the texts of columns stand for, once what is to be known of the columns is learnt: of a category
/// its number, of a boolean 0 or 1, of a class its index.
struct KnownTexts: Sendable {
  private enum Known {
    case booleans
    case categories(Vocabulary, other: Double)
    case classes(ClassList)
  }

  /// By the cell of a row; nil for numbers.
  private var columns: [Known?]

  init(_ encoder: Encoder) {
    columns = encoder.inputs.map { input in
      switch input.encoding {
      case .number, .date: nil
      case .boolean: .booleans
      case .category(let encoding):
        .categories(encoding.vocabulary, other: encoding.other.map { Double($0) } ?? -1)
      }
    }
    if let classes = encoder.classes { columns.append(.classes(classes)) }
  }

  /// The cells of a row that are texts.
  var slots: [Int] { columns.indices.filter { columns[$0] != nil } }

  /// What a text without blanks around it stands for; −1 for a category that is not known.
  func value(of text: String, slot: Int) -> Double {
    switch columns[slot] {
    case nil: .nan
    case .booleans: BooleanText.value(of: text.utf8) == true ? 1 : 0
    case .categories(let vocabulary, let other):
      vocabulary.index(of: text).map { Double($0) } ?? other
    case .classes(let classes): Double(classes.index(of: text) ?? 0)
    }
  }
}

/// What the codes of texts stand for, by the cell of a row.
struct CodeValues: Sendable {
  private(set) var columns: [(slot: Int, values: [Double])]

  /// - Parameter slots: the cells of a row that are codes.
  init(slots: [Int]) { columns = slots.map { ($0, []) } }

  /// Adds the values of codes that came since.
  mutating func extend(_ column: Int, to count: Int, _ value: (_ code: Int) -> Double) {
    for code in columns[column].values.count..<max(count, columns[column].values.count) {
      columns[column].values.append(value(code))
    }
  }

  mutating func removeAll() {
    for column in columns.indices { columns[column].values.removeAll(keepingCapacity: true) }
  }

  /// Puts values in the place of codes; missing cells stay missing.
  /// - Parameter cells: [rows, stride]
  func apply(to cells: UnsafeMutablePointer<Double>, rows: Int, stride: Int) {
    for (slot, values) in columns {
      values.withUnsafeBufferPointer { values in
        var cell = cells + slot
        for _ in 0..<rows {
          let code = cell.pointee
          if code == code { cell.pointee = values[Int(code)] }
          cell += stride
        }
      }
    }
  }
}
