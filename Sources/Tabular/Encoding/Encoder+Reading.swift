import Spec

extension Encoder {
  /// Reads the rows of a further file with the same columns; others in it are ignored.
  func read<Scalar: TableScalar>(
    _ path: String, delimiter: Character, threads: Int
  ) throws(Failure) -> Encoded<Scalar> {
    let reader = try TableReader(path: path, delimiter: delimiter)
    try reader.checkNames()
    let plan = try plan(for: reader, targets: targets, range: PrecisionRange(Scalar.self))
    let sink = try HeldOutSink<Scalar>(self, plan, reader)
    let tally = try TableScan(reader, plan, sink).run(threads: threads)
    if let fault = tally.fault { throw fault.failure(in: path) }
    guard tally.keptRows > 0 else {
      throw Failure(
        .data, at: .file(path),
        tally.parsedRows == 0
          ? "no rows behind the header"
          : "no row has a target: \(Message.list(targets)) is missing in all of them")
    }
    return Encoded(
      sink.finish(), leftOut: LeftOutRows(tally, task),
      unseen: unseen(tally, plan, in: path))
  }

  /// What to read from a file, whose columns are found by their names.
  /// - Parameters:
  ///   - targets: the target columns that are wanted.
  ///   - range: the numbers that the network's precision has room for.
  ///   - refusesUnseen: whether a category that no training row has is a fault.
  func plan(
    for reader: TableReader, targets: [String], range: PrecisionRange, refusesUnseen: Bool = false
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
    for (place, name) in targets.enumerated() {
      var job = ColumnJob(
        kind: classes == nil ? .number : .text, slot: inputs.count + place, isTarget: true,
        isStrict: true, domain: classes.map { .classes($0) })
      job.read(targetFormats[place], missing: missing)
      assign(job, to: name)
    }
    guard faults.isEmpty else { throw Failure(.data, faults) }
    return ReadingPlan(
      jobs: jobs, names: names.names, inputs: inputs.count, targets: targets.count,
      emptyTail: reader.emptyTail, range: range)
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
  func unseen(_ tally: ChunkTally, _ plan: ReadingPlan, in path: String) -> [String] {
    var sentences: [String] = []
    func place(_ fault: TextFault?) -> String {
      fault.map { ", the first at \(path):\($0.position.line):\($0.position.column)" } ?? ""
    }
    for (column, job) in plan.jobs.enumerated() where job.kind != .skip && !job.isTarget {
      let name = Message.quoted(plan.names[column])
      if tally.unseen[column] > 0 {
        let count = tally.unseen[column]
        sentences.append(
          "\(count) cell\(count == 1 ? "" : "s") of column \(name) hold\(count == 1 ? "s" : "") a category "
            + "that no training row has"
            + (tally.firstUnseen[column].map { first in
              ", the first \(first.message) at \(path):\(first.position.line):\(first.position.column)"
            } ?? ""))
      }
      let missing = tally.missing[column]
      if missing > 0, !inputs[job.slot].knowsMissing {
        sentences.append(
          "\(missing) cell\(missing == 1 ? " is" : "s are") missing in column \(name), which has none "
            + "missing in the training rows" + place(tally.firstMissing[column]))
      }
    }
    return sentences
  }
}
