import Spec

extension Encoder {
  /// Reads the rows of a further file with the same columns; others in it are ignored.
  func read<Scalar: TableScalar>(
    _ path: String, delimiter: Character, threads: Int
  ) throws(Failure) -> Encoded<Scalar> {
    let reader = try TableReader(path: path, delimiter: delimiter)
    try reader.checkNames()
    let plan = try plan(for: reader, targets: targets)
    let raw: RawTable<Scalar> = try TableScan(reader, plan).run(threads: threads)
    if let fault = raw.tally.fault { throw fault.failure(in: path) }
    guard raw.rows > 0 else {
      throw Failure(
        .data, at: .file(path),
        raw.tally.parsedRows == 0
          ? "no rows behind the header"
          : "no row has a target: \(Message.list(targets)) is missing in all of them")
    }
    var texts = Array(repeating: TextPool(), count: inputs.count)
    var labels: [Int32] = []
    for (column, job) in plan.jobs.enumerated() where job.kind == .text {
      if !job.isTarget {
        texts[job.slot] = raw.texts[column]
      } else if let classes {
        let pool = raw.texts[column]
        let index = (0..<pool.count).map { Int32(classes.index(of: pool.string($0)) ?? 0) }
        labels = (0..<raw.rows).map { index[Int(raw.targets.row($0)[0].code)] }
      }
    }
    let encoded = try TableEncoding.encode(
      raw, RowEncoder(self, texts: texts), TargetEncoder(self, labels: labels),
      parts: Array(repeating: .test, count: raw.rows), threads: threads)
    guard let rows = encoded(.test) else {
      throw Failure(.data, at: .file(path), "no rows")
    }
    return Encoded(
      inputs: rows.inputs, targets: rows.targets, leftOut: raw.tally.parsedRows - raw.tally.keptRows
    )
  }

  /// What to read from a file, whose columns are found by their names.
  /// - Parameters:
  ///   - targets: the target columns that are wanted.
  ///   - refusesUnseen: whether a category that no training row has is a fault.
  func plan(
    for reader: TableReader, targets: [String], refusesUnseen: Bool = false
  ) throws(Failure) -> ReadingPlan {
    let names = reader.names
    var columns: [[UInt8]: Int] = [:]
    for (index, name) in names.enumerated() { columns[Array(name.utf8)] = index }
    var faults: [Diagnostic] = []
    var jobs = [ColumnJob](repeating: ColumnJob(), count: names.count)
    func assign(_ job: ColumnJob, to name: String) {
      if let column = columns[Array(name.utf8)] {
        jobs[column] = job
      } else {
        faults.append(
          Diagnostic(
            .file(reader.path),
            "no column \(Message.quoted(name))\(suggestion(for: name, among: names))"))
      }
    }
    for (slot, input) in inputs.enumerated() {
      var job = job(of: input, slot: slot)
      if refusesUnseen, case .category(let encoding) = input.encoding {
        job.domain = .categories(TextPool(encoding.values))
      }
      assign(job, to: input.name)
    }
    for (place, name) in targets.enumerated() {
      assign(
        ColumnJob(
          kind: classes == nil ? .number : .text, slot: inputs.count + place, isTarget: true,
          isStrict: true, domain: classes.map { .classes($0) }), to: name)
    }
    guard faults.isEmpty else { throw Failure(.data, faults) }
    return ReadingPlan(
      jobs: jobs, names: names, inputs: inputs.count, targets: targets.count, missing: missing)
  }

  /// How the column of an input is read.
  private func job(of input: InputColumn, slot: Int) -> ColumnJob {
    switch input.encoding {
    case .number:
      ColumnJob(
        kind: .number, slot: slot, isStrict: true, refusesMissing: input.refusesMissing)
    case .boolean:
      ColumnJob(
        kind: .text, slot: slot, refusesMissing: input.refusesMissing, domain: .booleans)
    case .category:
      ColumnJob(kind: .text, slot: slot, refusesMissing: input.refusesMissing)
    }
  }
}
