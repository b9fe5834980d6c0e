/// How the training file's columns are read, up to what their cells look like.
struct PlanLayout {
  /// The file's names of the columns.
  let names: [String]
  let selection: ColumnSelection
  /// How many cells without a name the rows may have at their end.
  let emptyTail: Int
  /// What is said of each input.
  let sections: [ColumnSection]
  let data: DataSection
  let preprocessing: PreprocessingSection
  /// How many different texts a column may hold of which nothing is said.
  let mostTexts: Int
  /// The numbers that the network's precision has room for.
  let range: PrecisionRange
  /// What messages tell their reader to do.
  let advice: Advice
  /// Of columns of the file of which nothing is said, how their numbers turned out to be written.
  var found: [Int: NumberFormat] = [:]

  /// A format of dates that was found by the cells of a column.
  struct FoundDates {
    let format: DateFormat
    /// Whether it was found by all cells, so that one of another kind is a fault.
    let isFinal: Bool
  }

  /// The plan of a reading.
  /// - Parameters:
  ///   - kinds: of each column of the file how it is read.
  ///   - dates: of columns without a stated format what was found.
  func plan(_ kinds: [ColumnJob.Kind], dates: [Int: FoundDates] = [:]) -> ReadingPlan {
    let missing = MissingTexts(data.missing)
    let areShaped = selection.areShaped
    var jobs = [ColumnJob](repeating: ColumnJob(), count: names.count)
    for (slot, column) in selection.inputs.enumerated() {
      let section = sections[slot]
      var job = ColumnJob(kind: kinds[column], slot: slot)
      let isOrder = column == selection.steps?.order
      job.isStepKey = slot >= selection.inputCount
      job.isStrict =
        section.statesNumbers || section.dateFormat != nil || areShaped[slot]
        || isOrder && job.kind == .number
      job.refusesMissing = refusesMissing(slot, kinds[column])
      var format = format(of: column, section)
      job.mayBeCodes = section.type == nil && format.isPlain && !areShaped[slot] && !isOrder
      if kinds[column] == .number, let found = dates[column] {
        format.date = found.format
        job.isStrict = found.isFinal
        job.mayBeCodes = false
      }
      job.read(format, missing: missing)
      if kinds[column] == .text {
        job.domain = section.type == .boolean ? .booleans : nil
        job.mostTexts = section.statesCategories ? ColumnJob.mostCodes : mostTexts
      }
      if let split = selection.split, split == column { job.refusesMissing = true }
      jobs[column] = job
    }
    let inputs = selection.inputs.count
    let targetSections = data.sections(of: selection.targets.map { names[$0] })
    var copies: [(from: Int, to: Int)] = []
    for (place, column) in selection.targets.enumerated() {
      if let slot = selection.inputs.firstIndex(of: column) {
        copies.append((inputs + place, slot))
      }
      var job = ColumnJob(
        kind: kinds[column], slot: inputs + place, codeSlot: inputs + place + 1, isTarget: true)
      job.isStrict = targetSections[place].statesNumbers
      job.mayLackTarget = selection.node != nil
      job.read(format(of: column, targetSections[place]), missing: missing)
      jobs[column] = job
    }
    if let weight = selection.weight {
      var job = ColumnJob(
        kind: kinds[weight], slot: inputs + weightPlace(kinds), isStrict: true,
        refusesMissing: true, refusesNegative: true)
      job.read(data.sections(of: [names[weight]])[0].format, missing: missing)
      jobs[weight] = job
    }
    var further = weightPlace(kinds) + (selection.weight == nil ? 0 : 1)
    if let split = selection.split, !selection.inputs.contains(split) {
      // A row without a value is in no split, or it cannot be told in which.
      var job = ColumnJob(
        kind: kinds[split], slot: inputs + further, refusesMissing: data.split.column == nil)
      job.read(data.sections(of: [names[split]])[0].format, missing: missing)
      jobs[split] = job
      further += 1
    }
    if let node = selection.node {
      jobs[node] = ColumnJob.node(slot: inputs + further)
      further += 1
    }
    for column in selection.orders {
      jobs[column].remainderSlot = inputs + further
      further += 1
    }
    let sequences = sequences(&jobs)
    return ReadingPlan(
      jobs: jobs, names: names, inputs: inputs, targets: further,
      emptyTail: emptyTail, range: range, advice: advice,
      sequences: sequences, steps: selection.steps, copies: copies)
  }

  /// Whether a missing cell of an input is a fault. Whether a column without a stated type has numbers is
  /// known at the end only.
  private func refusesMissing(_ slot: Int, _ kind: ColumnJob.Kind) -> Bool {
    (sections[slot].missing?.fill ?? (kind == .number ? preprocessing.missing : .mean)) == .error
  }

  /// The sequences among the inputs, in which a cell may be missing that no other column's may: where its
  /// step is masked.
  private func sequences(_ jobs: inout [ColumnJob]) -> [SequenceCells] {
    var sequences = selection.groups.compactMap { group in
      group.features.map {
        SequenceCells(
          slots: group.inputs, columns: Array(selection.inputs[group.inputs]), features: $0,
          mayBeShort: true)
      }
    }
    if data.sequence != nil {
      sequences.append(.step(inputs: selection.inputs, selection.inputCount))
    }
    for index in sequences.indices {
      sequences[index].require(&jobs, but: selection.keys)
    }
    return sequences
  }

  /// The first input of which a step that is there must have a cell, where rows are steps of sequences.
  func required(_ kinds: [ColumnJob.Kind]) -> String? {
    guard data.sequence != nil else { return nil }
    return selection.inputs.prefix(selection.inputCount).enumerated().first {
      !selection.keys.contains($1) && refusesMissing($0, kinds[$1])
    }.map { names[$1] }
  }

  /// How the cells of a column are written.
  func format(of column: Int, _ section: ColumnSection) -> CellFormat {
    var format = section.format
    if let numbers = found[column] { format.numbers = numbers }
    return format
  }

  /// Where the weight stands among a row's target cells, behind all others.
  func weightPlace(_ kinds: [ColumnJob.Kind]) -> Int {
    selection.targets.count + (selection.targets.contains { kinds[$0] == .both } ? 1 : 0)
  }

  /// What is said of a column of the file that may hold dates in a format that is not stated: nil where
  /// it may not, true where it is said to.
  func saysDates(_ column: Int) -> Bool? {
    guard let slot = selection.slots[column], !selection.areShaped[slot] else {
      return nil
    }
    switch sections[slot].type {
    case .date: return sections[slot].dateFormat == nil ? true : nil
    case nil: return false
    default: return nil
    }
  }

  /// Where the split stands among a row's cells.
  func splitSlot(_ kinds: [ColumnJob.Kind]) -> Int? {
    selection.split.map { split in
      selection.inputs.firstIndex(of: split)
        ?? selection.inputs.count + weightPlace(kinds) + (selection.weight == nil ? 0 : 1)
    }
  }

  /// Where the node's name stands among a row's cells, behind all others.
  func nodeSlot(_ kinds: [ColumnJob.Kind]) -> Int? {
    guard selection.node != nil else { return nil }
    let inputs = selection.inputs
    let others = [selection.weight, selection.split.flatMap { inputs.contains($0) ? nil : $0 }]
    return inputs.count + weightPlace(kinds) + others.count { $0 != nil }
  }

  /// Where it stands among a row's cells, behind all others, what an order column's number is beyond a
  /// Double.
  func remainderSlot(of column: Int, _ kinds: [ColumnJob.Kind]) -> Int? {
    let others =
      [selection.weight, selection.node] + [
        selection.split.flatMap { selection.inputs.contains($0) ? nil : $0 }
      ]
    return selection.orders.firstIndex(of: column).map {
      selection.inputs.count + weightPlace(kinds) + others.count { $0 != nil } + $0
    }
  }

  /// Whether a column of the file is one of texts without a look at its cells.
  func isText(_ column: Int) -> Bool {
    if column == selection.node { return true }
    if column == selection.split, !selection.inputs.contains(column) { return true }
    return zip(selection.inputs, sections).contains {
      $0 == column && [.categorical, .boolean].contains($1.type)
    }
  }
}
