import Spec
package import System

/// The edges of a graph whose nodes are the rows of a table.
package struct Edges: Sendable {
  /// The number of nodes.
  package let count: Int
  /// Each from one row to another, none twice and none from a row to itself. Where they are not directed,
  /// each stands there in one of its directions.
  package let pairs: [(from: Int, to: Int)]
  package let isDirected: Bool
  /// Sentences to tell the user, such as how many edges name no node.
  package let notes: [String]

  /// Reads the edges of a file.
  /// - Parameters:
  ///   - nodes: the names of the table's rows.
  ///   - places: where the configuration's keys were written; nil for a finished run.
  /// - Throws: `noInput`; `data` where an edge names no node; for a column that is not there
  ///   `configuration`, or for a finished run `data`.
  init(
    _ path: String, _ columns: GraphColumns, of nodes: NodeNames, delimiter: Character,
    threads: Int,
    places: Places?
  ) throws(Failure) {
    (count, isDirected) = (nodes.count, columns.isDirected)
    (pairs, notes) = try tellingDamage(of: DataSource(path)) { () throws(Failure) in
      let files = TableFiles(path)
      let reader = try TableReader(files, delimiter: delimiter)
      try reader.checkNames()
      let ends = try Self.ends(columns, reader, places)
      let missing = MissingTexts([])
      var jobs = [ColumnJob](repeating: ColumnJob(), count: reader.header.count)
      for (slot, column) in ends.enumerated() {
        jobs[column] = ColumnJob(
          kind: .text, slot: slot, refusesMissing: true, missing: missing,
          domain: .nodes(nodes, refusesUnknown: !columns.skipsUnknown))
      }
      let plan = ReadingPlan(
        jobs: jobs, names: reader.names, inputs: ends.count, targets: 0,
        emptyTail: reader.emptyTail,
        range: PrecisionRange(Double.self))
      let sink = try StoreSink(reader, plan, .standard)
      let tally = try TableScan(reader, plan, sink).run(threads: threads)
      if let fault = tally.fault { throw fault.failure(in: files) }
      guard tally.keptRows > 0 else {
        return ([], ["\(path): no edges, so no node reads another"])
      }
      return Self.pairs(try sink.table(tally), ends, columns, nodes, path)
    }
  }

  /// Reads the edges between the rows of a further file for a finished run.
  /// - Parameters:
  ///   - names: the names of the rows' nodes.
  ///   - leftOut: the nodes of rows that were left out, whose edges go with them.
  ///   - table: that file.
  package init(
    _ path: String, _ columns: GraphColumns, ofNodes names: [String], leftOut: [String],
    in table: DataSource, delimiter: Character, threads: Int
  ) throws(Failure) {
    var pool = TextPool()
    let codes = names.map { name in Array(name.utf8).withUnsafeBufferPointer { pool.code(of: $0) } }
    var nodes = try NodeNames(
      pool, codes: codes, column: columns.node, files: table.files(), delimiter: delimiter)
    nodes.leftOut = Set(leftOut)
    try self.init(
      path, columns, of: nodes, delimiter: delimiter, threads: threads, places: nil)
  }

  /// The columns of both ends.
  private static func ends(
    _ columns: GraphColumns, _ reader: TableReader, _ places: Places?
  ) throws(Failure) -> [Int] {
    let names = ColumnNames(reader.names)
    var faults: [Diagnostic] = []
    let ends = [("from", columns.from), ("to", columns.to)].compactMap { key, name in
      if names[name] == nil {
        faults.append(
          Diagnostic(
            places.map { $0["data.edges.\(key)"] } ?? .file(reader.path),
            "no column \(Message.quoted(name))" + (places == nil ? "" : " in \(reader.path)")
              + names.suggestion(for: name, wanted: places == nil ? reader.delimiter : nil)))
      }
      return names[name]
    }
    guard faults.isEmpty else { throw Failure(places == nil ? .data : .configuration, faults) }
    return ends
  }

  private static func pairs(
    _ table: RawTable, _ ends: [Int], _ columns: GraphColumns, _ nodes: NodeNames, _ path: String
  ) -> ([(from: Int, to: Int)], notes: [String]) {
    let rows = ends.map { column in
      let pool = table.texts[column]
      return (0..<pool.count).map { nodes.row(of: pool.string($0)) }
    }
    let areLeftOut = ends.map { column in
      let pool = table.texts[column]
      return (0..<pool.count).map { nodes.leftOut.contains(pool.string($0)) }
    }
    var (unknown, leftOut, loops, repeated) = (0, 0, 0, 0)
    var known: Set<SIMD2<Int>> = []
    var pairs: [(from: Int, to: Int)] = []
    for (one, other) in zip(table.cells.column(0), table.cells.column(1)) {
      let (one, other) = (Int(one), Int(other))
      guard let from = rows[0][one], let to = rows[1][other] else {
        let isKnown =
          (rows[0][one] != nil || areLeftOut[0][one])
          && (rows[1][other] != nil || areLeftOut[1][other])
        if isKnown { leftOut += 1 } else { unknown += 1 }
        continue
      }
      if from == to {
        loops += 1
      } else if known.insert(
        columns.isDirected ? SIMD2(from, to) : SIMD2(min(from, to), max(from, to))
      ).inserted {
        pairs.append((from, to))
      } else {
        repeated += 1
      }
    }
    let first = ends.compactMap { table.tally.firstUnseen[$0] }.min { $0.position < $1.position }
    let isRead = pairs.flatMap { columns.isDirected ? [$0.to] : [$0.from, $0.to] }
    let alone = nodes.count - Set(isRead).count
    let place = first.map {
      ", the first \($0.message) at \($0.position.line):\($0.position.column)"
    }
    let counts = [
      (
        unknown, "edge names an unknown node and is", "edges name unknown nodes and are",
        " left out" + (place ?? "")
      ),
      (leftOut, "edge of a skipped node is", "edges of skipped nodes are", " left out"),
      (
        loops, "edge goes from a node to itself and counts",
        "edges go from a node to itself and count",
        " not at all"
      ),
      (repeated, "edge repeats another and counts", "edges repeat others and count", " once"),
      (alone, "node of \(nodes.count) reads", "nodes of \(nodes.count) read", " no other"),
    ]
    let notes = counts.filter { $0.0 > 0 }.map { count, one, many, rest in
      "\(path): \(count) \(count == 1 ? one : many)\(rest)"
    }
    return (pairs, notes)
  }
}
