import Spec
import System

/// The columns whose cells are no decimal numbers all of them but are, or have among them, numbers:
/// written for people (`14.35%`), with words for what is missing (`refused`), or with texts that say where
/// a number lies (`<1`, `HI`); and what is to be made of them.
struct MixedColumns {
  /// What is to be said of the columns, in the file's order.
  private(set) var sections: [Named<ColumnSection>] = []
  /// Sentences to tell the user.
  private(set) var notes: [String] = []

  /// With more texts, numbers among them are no categories.
  private static let mostCategories = 64
  /// With more texts, numbers among texts that say where a number lies are no categories.
  private static let mostOrdered = 20
  /// With more texts besides its numbers, a column is not one of numbers and missing ones.
  private static let mostMissing = 200

  /// A text of a column, and how many cells have it.
  private struct Counted {
    let text: String
    let count: Int
  }

  init(_ data: DataSection, threads: Int, _ room: RowRoom) throws(Failure) {
    let reader = try TableReader(data.train.files(), delimiter: data.delimiter)
    try reader.checkNames()
    let names = reader.names
    let preprocessing = PreprocessingSection()
    let selection = try ColumnSelection(
      data, preprocessing, header: names, places: Places(), advice: .options)
    let layout = PlanLayout(
      names: names, selection: selection, emptyTail: reader.emptyTail,
      sections: data.sections(of: selection.inputs.map { names[$0] }),
      data: data, preprocessing: preprocessing, mostTexts: ColumnJob.mostCodes,
      range: PrecisionRange(Double.self), advice: .options)
    let targets = data.task == .classification ? [] : selection.targets
    var kinds = [ColumnJob.Kind](repeating: .skip, count: names.count)
    for column in selection.inputs + selection.targets { kinds[column] = .number }
    let tally = try Self.read(reader, layout.plan(kinds), threads: threads, room).tally
    let columns = (selection.inputs + targets).filter { tally.others[$0] > 0 }
    guard tally.fault == nil, !columns.isEmpty else { return }
    let areTexts = Set(columns)
    kinds = kinds.indices.map { areTexts.contains($0) ? .text : .skip }
    try reader.rewind()
    let plan = layout.plan(kinds)
    let table = try Self.read(reader, plan, threads: threads, room)
    for column in columns {
      var counts = [Int](repeating: 0, count: table.texts[column].count)
      for code in table.cells.column(plan.jobs[column].slot) where code == code {
        counts[Int(code)] += 1
      }
      let texts = counts.enumerated().map {
        Counted(text: table.texts[column].string($0), count: $1)
      }
      let name = names[column]
      if targets.contains(column) {
        addTarget(name, texts, data)
      } else {
        add(name, texts, data)
      }
    }
  }

  private static func read(
    _ reader: TableReader, _ plan: ReadingPlan, threads: Int, _ room: RowRoom
  ) throws(Failure) -> RawTable {
    let sink = try StoreSink(reader, plan, room)
    return try sink.table(TableScan(reader, plan, sink).run(threads: threads))
  }

  /// What is made of a target: nothing of it is taken for missing.
  private mutating func addTarget(_ name: String, _ texts: [Counted], _ data: DataSection) {
    let search = NumberFormatSearch(texts.map(\.text), delimiter: data.delimiter)
    guard let search, search.format != NumberFormat() else { return }
    let areClasses =
      data.task == nil && data.target.count == 1 && texts.count <= TrainingTable.mostIntegerClasses
      && texts.allSatisfy { search.format.value(of: $0.text).map { $0.rounded() == $0 } ?? false }
    if areClasses { return }
    var section = ColumnSection()
    state(search, of: name, in: &section)
    sections.append(Named(name, section))
  }

  /// What is made of an input.
  private mutating func add(_ name: String, _ texts: [Counted], _ data: DataSection) {
    var section = ColumnSection()
    var (words, numbers): ([Counted], [Counted]) = ([], [])
    for text in texts {
      if text.text.utf8.contains(where: \.isDigit) {
        numbers.append(text)
      } else {
        words.append(text)
      }
    }
    let (wordCells, numberCells) = (Self.cells(words), Self.cells(numbers))
    guard !numbers.isEmpty, numberCells >= wordCells else { return }
    if texts.allSatisfy({ BooleanText.value(of: $0.text.utf8) != nil }) {
      section.type = .boolean
      sections.append(Named(name, section))
      return
    }
    let search = NumberFormatSearch(numbers.map(\.text), delimiter: data.delimiter)
    let decimals = numbers.filter { DecimalText($0.text) != nil }
    // Words are missing numbers where two of three cells are numbers, or where there are too many numbers
    // for categories.
    let areNumbers = numberCells >= 2 * wordCells || texts.count > Self.mostCategories
    var ordered = words.filter { OrderedText.isWord($0.text) }
    var missing: [Counted] = words
    if search == nil {
      let others = numbers.filter { DecimalText($0.text) == nil }
      guard Self.cells(decimals) >= Self.cells(others) + wordCells else {
        if !decimals.isEmpty, texts.count <= Self.mostCategories {
          addCategories(
            name, words + others, ordered + others.filter { OrderedText.isBound($0.text) })
        }
        return
      }
      guard others.allSatisfy({ OrderedText.isBound($0.text) }) else {
        // What is left is a fault of the table, or a code.
        if texts.count <= Self.mostCategories { addCategories(name, words + others) }
        return
      }
      ordered += others
      missing += others
    }
    if !ordered.isEmpty, texts.count <= Self.mostOrdered {
      addCategories(name, missing, ordered)
      return
    }
    guard areNumbers else {
      addCategories(name, missing)
      return
    }
    // So many different texts are no words for what is missing: their places are to be told.
    guard missing.count <= Self.mostMissing else { return }
    section.type = .numeric
    if let search, search.format != NumberFormat() { state(search, of: name, in: &section) }
    if !missing.isEmpty {
      section.missing = MissingCells()
      section.missing?.texts = missing.map(\.text)
    }
    sections.append(Named(name, section))
    let orderedTexts = Set(ordered.map(\.text))
    let unordered = missing.filter { !orderedTexts.contains($0.text) }
    if !unordered.isEmpty {
      notes.append(
        "\(Self.listed(unordered)) in column \(name.quoted) "
          + "\(unordered.count == 1 ? "is" : "are") read as missing numbers")
    }
    if !ordered.isEmpty {
      notes.append(
        "\(Self.listed(ordered)) in column \(name.quoted) \(ordered.count == 1 ? "says" : "say") that a "
          + "number is small or large, but \(ordered.count == 1 ? "is" : "are") read as missing "
          + "all the same; a number in \(ordered.count == 1 ? "its" : "their") place would carry more information"
      )
    }
  }

  private mutating func addCategories(
    _ name: String, _ others: [Counted], _ ordered: [Counted] = []
  ) {
    var section = ColumnSection()
    section.type = .categorical
    sections.append(Named(name, section))
    notes.append(
      "column \(name.quoted) has texts among its numbers, \(Self.listed(others)), and is treated as "
        + "categories"
        + (ordered.isEmpty
          ? "" : ", whose order is lost; numbers in their place would keep it"))
  }

  /// States how numbers are written.
  private mutating func state(
    _ search: NumberFormatSearch, of name: String, in section: inout ColumnSection
  ) {
    section.state(search.format)
    let keys = search.format.keys
    if search.isCertain {
      notes.append("column \(name.quoted) is read as numbers by \(keys)")
    } else {
      notes.append(
        "column \(name.quoted) is read as numbers by \(keys.isEmpty ? "their decimal points" : keys), "
          + (search.alternative.map { "where \($0.keys) would give other numbers" }
            ?? "though its cells may mean something else")
          + "; check which is right")
    }
  }

  private static func cells(_ texts: [Counted]) -> Int { texts.reduce(0) { $0 + $1.count } }

  /// The most frequent texts with their counts.
  private static func listed(_ texts: [Counted]) -> String {
    let sorted = texts.sorted { $0.count == $1.count ? $0.text < $1.text : $0.count > $1.count }
    let first = sorted.prefix(6).map {
      "\(Message.quoted($0.text)) (\($0.count) cell\($0.count == 1 ? "" : "s"))"
    }.joined(separator: ", ")
    let rest = sorted.dropFirst(6)
    return rest.isEmpty ? first : first + " and \(rest.count) more (\(cells(Array(rest))) cells)"
  }
}

/// Texts that stand among numbers and say where a number lies.
enum OrderedText {
  private static let words: Set<String> = [
    "lo", "low", "lower", "hi", "high", "higher", "min", "minimum", "max", "maximum", "less",
    "more",
    "small", "medium", "large", "under", "over", "below", "above", "least", "most", "top", "bottom",
    "up", "plus", "older", "younger", "and", "or", "than", "at", "to", "very", "too", "off",
    "scale",
    "out", "of", "range", "limit", "lod", "loq", "bdl", "trace", "negative", "positive",
  ]
  /// Words that say nothing without one that orders.
  private static let fillers: Set<String> = [
    "and", "or", "than", "at", "to", "very", "too", "off", "out", "of", "up",
  ]

  /// Whether a text without digits says that a number is small or large: `LO`, `very high`.
  static func isWord(_ text: String) -> Bool {
    let parts = parts(of: text)
    return !parts.isEmpty && parts.allSatisfy(words.contains)
      && !parts.allSatisfy(fillers.contains)
  }

  /// Whether a text names a bound of a number: `<1`, `≥ 5`, `10+`, `100 and over`, `under 5`.
  static func isBound(_ text: String) -> Bool {
    let signs = text.filter { "<>≤≥+~".contains($0) }
    let parts = parts(of: text)
    let numbers = parts.filter { DecimalText($0) != nil }
    let rest = parts.filter { DecimalText($0) == nil }
    return numbers.count == 1 && rest.allSatisfy(words.contains)
      && (!signs.isEmpty || !rest.isEmpty)
  }

  private static func parts(of text: String) -> [String] {
    text.lowercased().split { " <>≤≥=+~_-\u{a0}".contains($0) }.map(String.init)
  }
}
