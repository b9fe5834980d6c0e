import Spec
import System

extension Encoder {
  /// Reads the rows of a further table with the same columns; others in it are ignored.
  /// - Parameters:
  ///   - edges: the file of the edges, where rows are nodes.
  ///   - least: how many steps the network needs of sequences.
  ///   - asCells: whether rows stay cells, a number for each input column, NaN where it is missing.
  ///   - group: the column by whose values rows are to be told apart.
  ///   - room: how much memory rows may take, and where others go.
  func read<Scalar: TableScalar>(
    _ files: TableFiles, delimiter: Character, threads: Int, edges: String?, least: [LeastSteps],
    asCells: Bool, by group: String? = nil, _ room: RowRoom
  ) throws(Failure) -> Encoded<Scalar> {
    let reader = try TableReader(files, delimiter: delimiter)
    try reader.checkNames()
    var plan = try plan(
      for: reader, targets: targets, range: PrecisionRange(Scalar.self), least: least)
    if let group { try plan.tellApart(by: group, in: reader) }
    let sink = try HeldOutSink<Scalar>(self, plan, reader, asCells: asCells, room)
    let tally = try TableScan(reader, plan, sink).run(threads: threads)
    if let fault = tally.fault { throw fault.failure(in: files) }
    guard tally.keptRows > 0 else {
      throw Failure(
        .data, at: files.location,
        tally.parsedRows == 0
          ? "no rows after the header"
          : "no row has a target: \(Message.list(targets)) is missing in all of them")
    }
    if let graph, let edges {
      let nodes = sink.finishNodes()
      guard nodes.counted.count > 0 else {
        throw Failure(
          .data, at: files.location,
          "no row has a target: \(Message.list(targets)) is missing in all of them")
      }
      let read = try Edges(
        edges, graph,
        of: NodeNames(
          nodes.names, codes: nodes.codes, column: graph.node, files: files, delimiter: delimiter),
        delimiter: delimiter, threads: threads, places: nil)
      return Encoded(
        try nodes.rows.rows(nodes.counted), unseen: unseen(tally, plan, in: files) + read.notes,
        groups: sink.groups?.picking(nodes.counted),
        nodes: try NodeRows(nodes.rows, read, counted: nodes.counted))
    }
    let rows = sink.finish()
    let unseen = unseen(tally, plan, in: files)
    if let steps {
      let (examples, notes) = try self.examples(
        rows, sink.steps, steps, demands(least), in: files, delimiter: delimiter, threads: threads)
      return Encoded(examples, unseen: notes + unseen)
    }
    return Encoded(
      rows, leftOut: LeftOutRows(tally, task), unseen: unseen, groups: sink.groups)
  }

  /// The examples with a target of a file's rows, and what is to be told of the others.
  private func examples<Scalar: TableScalar>(
    _ rows: EncodedRows<Scalar>, _ keys: StepCells, _ layout: StepLayout,
    _ demands: StepTable.Demands, in files: TableFiles, delimiter: Character, threads: Int
  ) throws(Failure) -> (EncodedRows<Scalar>, notes: [String]) {
    let found: (table: StepTable, examples: StepTable.Examples)
    do throws(StepFault) {
      let cells = targets.enumerated().map { place, name in
        (
          name: name,
          cells: (0..<rows.targets.rows).map { row in
            rows.fileTargets?.row(row)[place] ?? Double(rows.targets.row(row)[place])
          }
        )
      }
      let table = try StepTable(layout, keys, targets: cells, demands)
      found = (table, table.examples(parts: [Int?]?.none))
    } catch {
      throw error.failure(in: files, delimiter: delimiter)
    }
    guard !found.examples.examples.isEmpty else {
      throw Failure(.data, at: files.location, layout.noExample)
    }
    return (
      try rows.examples(found.examples.examples, found.table, threads: threads),
      found.examples.notes.map { $0.sentence(in: files, delimiter: delimiter) }
    )
  }

  /// What holds of the sequences of a further file.
  func demands(_ least: [LeastSteps]) -> StepTable.Demands {
    var demands = StepTable.Demands()
    let keys = ColumnNames([steps?.by, steps?.order].compactMap { $0 })
    demands.required = inputs.first { $0.refusesMissing && keys[$0.name] == nil }?.name
    demands.least = least.first
    return demands
  }

  /// What to read from a file, whose columns are found by their names.
  /// - Parameters:
  ///   - targets: the target columns that are wanted.
  ///   - range: the numbers that the network's precision has room for.
  ///   - least: how many steps the network needs of sequences.
  ///   - refusesUnseen: whether a category that no training row has is a fault.
  func plan(
    for reader: TableReader, targets: [String], range: PrecisionRange, least: [LeastSteps],
    refusesUnseen: Bool = false
  ) throws(Failure) -> ReadingPlan {
    let names = ColumnNames(reader.names)
    var faults: [Diagnostic] = []
    var jobs = [ColumnJob](repeating: ColumnJob(), count: names.names.count)
    func assign(_ job: ColumnJob, to name: String) {
      if let column = names[name] {
        jobs[column] = job
      } else {
        faults.append(
          Diagnostic(
            .file(reader.path),
            "no column \(Message.quoted(name))"
              + (faults.count < ColumnNames.mostSuggestions
                ? names.suggestion(for: name, wanted: reader.delimiter) : "")))
      }
    }
    for (slot, input) in inputs.enumerated() {
      assign(job(of: input, slot: slot, refusesUnseen: refusesUnseen), to: input.name)
    }
    var keys = 0
    if let steps {
      for (name, isOrder) in [(steps.by, false), (steps.order, true)] {
        guard let name, ColumnNames(inputs.map(\.name))[name] == nil else { continue }
        var job = ColumnJob(
          kind: isOrder ? .number : .text, slot: inputs.count + targets.count + keys,
          isStepKey: true,
          isStrict: isOrder, refusesMissing: true)
        job.read(isOrder ? steps.orderFormat : CellFormat(), missing: missing)
        assign(job, to: name)
        keys += 1
      }
    }
    var copies: [(from: Int, to: Int)] = []
    for (place, name) in targets.enumerated() {
      var job = ColumnJob(
        kind: classes == nil ? .number : .text, slot: inputs.count + place, isTarget: true,
        isStrict: true, domain: classes.map { .classes($0) })
      job.read(targetFormats[place], missing: missing)
      if let slot = inputs.firstIndex(where: { $0.name == name }) {
        copies.append((inputs.count + place, slot))
      }
      job.mayLackTarget = graph != nil
      assign(job, to: name)
    }
    if let graph { assign(.node(slot: inputs.count + targets.count), to: graph.node) }
    guard faults.isEmpty else { throw Failure(.data, faults) }
    var sequences = columnGroups.compactMap { group in
      group.features.map { features in
        SequenceCells(
          slots: group.inputs, columns: group.inputs.compactMap { names[inputs[$0].name] },
          features: features, mayBeShort: group.hasLengths,
          least: least.first { $0.group == group.name })
      }
    }
    if steps?.hasLengths == true {
      sequences.append(.step(inputs: inputs.compactMap { names[$0.name] }, inputs.count))
    }
    let stepColumns = [steps?.by, steps?.order].map { $0.flatMap { names[$0] } }
    for index in sequences.indices {
      sequences[index].require(&jobs, but: Set(stepColumns.compactMap { $0 }))
    }
    var further = targets.count + keys + (graph == nil ? 0 : 1)
    if let order = stepColumns[1] {
      jobs[order].remainderSlot = inputs.count + further
      further += 1
    }
    return ReadingPlan(
      jobs: jobs, names: names.names, inputs: inputs.count,
      targets: further,
      emptyTail: reader.emptyTail, range: range, sequences: sequences,
      steps: stepColumns[1].map { (stepColumns[0], $0) },
      copies: copies)
  }

  /// How the column of an input is read.
  private func job(of input: InputColumn, slot: Int, refusesUnseen: Bool) -> ColumnJob {
    var job = ColumnJob(slot: slot, refusesMissing: input.refusesMissing)
    job.read(input.format, missing: missing)
    switch input.encoding {
    case .number, .date:
      job.kind = .number
      job.isStrict = true
    case .boolean:
      job.kind = .text
      job.domain = .booleans
    case .category(let encoding):
      job.kind = .text
      job.domain = .categories(encoding.seen, refusesUnseen: refusesUnseen)
    }
    return job
  }

  /// What is to be said of cells that training has seen nothing like: a sentence for each column.
  func unseen(_ tally: ChunkTally, _ plan: ReadingPlan, in files: TableFiles) -> [String] {
    var sentences: [String] = []
    func place(_ fault: TextFault?) -> String {
      fault.map { ", the first at \(files.text($0.position))" } ?? ""
    }
    for (column, job) in plan.jobs.enumerated()
    where job.kind != .skip && !job.isTarget && !job.isStepKey && !job.isNode {
      let name = Message.quoted(plan.names[column])
      if tally.unseen[column] > 0 {
        let count = tally.unseen[column]
        sentences.append(
          "\(count) cell\(count == 1 ? "" : "s") of column \(name) hold\(count == 1 ? "s" : "") a category "
            + "that no training row has"
            + (tally.firstUnseen[column].map { first in
              ", the first \(first.message) at \(files.text(first.position))"
            } ?? ""))
      }
      let missing = tally.missing[column]
      // Steps that a sequence lacks are no missing cells.
      if missing > 0, steps?.hasLengths != true, !inputs[job.slot].knowsMissing {
        sentences.append(
          "\(missing) cell\(missing == 1 ? " is" : "s are") missing in column \(name), where none "
            + "is missing in the training rows" + place(tally.firstMissing[column]))
      }
    }
    return sentences
  }
}

extension ReadingPlan {
  /// Has the values of a column read, too.
  /// - Throws: `data` where there is none of that name.
  fileprivate mutating func tellApart(
    by name: String, in reader: TableReader
  ) throws(Failure) {
    let names = ColumnNames(reader.names)
    guard let column = names[name] else {
      throw Failure(
        .data, at: .file(reader.path),
        "no column \(Message.quoted(name))" + names.suggestion(for: name, wanted: reader.delimiter))
    }
    if jobs[column].kind == .skip {
      jobs[column] = ColumnJob(kind: .text, slot: stride, isStepKey: true)
      targets += 1
    }
    group = (column, jobs[column].slot)
  }
}
