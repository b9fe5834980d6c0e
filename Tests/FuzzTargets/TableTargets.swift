import Compressors
import Engine
import Spec
import System
import Tabular
import Training

extension FuzzTarget {
  /// Tables to train on. The first byte says by which configuration, the last of which is the one that `init`
  /// proposes; in that of a graph, the edges stand behind a NUL.
  static func tables() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    let first = UInt8(ascii: "a")
    let path = bench.file("t.csv")
    try bench.write(Sample.table.utf8, as: "t.csv")
    let layers = #""model": {"layers": [{"units": 2, "activation": "relu"}, {}]}"#
    let samples: [(configuration: String, table: String)] = [
      (Sample.configuration, Sample.table), (Sample.regression, Sample.table),
      (Sample.sequences, Sample.steps), (Sample.windows, Sample.steps),
      (
        #"""
        {"data": {"train": "t.csv", "target": "out", "delimiter": ";", "task": "regression",
          "split": {"order": "when"}, "validation": 0.4, "weight": "w",
          "columns": {"a": {"type": "numeric", "decimal": ",", "thousands": ".", "prefix": "$", "suffix": "kg",
            "parentheses": true, "missing": ["none"], "scale": "robust"},
          "when": {"type": "date", "format": "%d.%m.%y"}, "e": {"type": "boolean"}}}, \#(layers)}
        """#,
        """
        a;b;when;e;w;out
        $1.234,5 kg;p;01.02.24;yes;1;1
        ($7,25);q;02.02.24;no;0.5;2
        none;q;03.02.24;;1;3
        8;r;04.02.24;yes;2;4

        """
      ),
      (
        #"""
        {"data": {"train": "t.csv", "target": ["out", "a*"], "split": {"column": "s"},
          "inputs": ["c", "d"], "groups": {"g": {"columns": ["d*"], "scale": "min_max", "normalize_rows": "l1"}}},
         "model": {"layers": [{"units": 2, "activation": "relu"}, {}]}}
        """#,
        "c,d,e,s,out,a*\n1,2,x,train,3,4\n-1e5,2.25,x,test,3,4\n7,3,y,train,9,1e-3\n1,0,y,validation,1,1\n"
      ),
      (
        #"""
        {"data": {"train": "t.csv", "target": "out", "delimiter": ";",
          "edges": {"file": "e.csv", "from": "from", "to": "to", "node": "n", "unknown": "skip"}},
         "model": {"layers": [{"kind": "graph_convolution", "units": 2}, {"kind": "graph_convolution", "activation": "softmax"}]},
         "training": {"descent": "batch"}}
        """#,
        "n;a;out\np;1;x\nq;2;y\nr;0;x\ns;5;\n\0from;to\np;q\nq;r\nr;z\ns;s\n"
      ),
      ("", Sample.table),
    ]
    var configurations: [Checked<Configuration>] = []
    for (configuration, _) in samples where !configuration.isEmpty {
      var checked = try Configuration.read(file: bench.write(configuration.utf8, as: "c.json"))
      checked.value.data.train = DataSource(path)
      configurations.append(checked)
    }
    let known = configurations
    return FuzzTarget(
      seeds: samples.enumerated().map { [first + UInt8($0)] + Array($1.table.utf8) },
      refusedBy: [.data, .configuration, .usage]
    ) { bytes in
      let number = Int((bytes.first ?? 0) &- first) % samples.count
      var table = Array(bytes.dropFirst())
      if number < known.count, known[number].value.data.edges != nil {
        let parts = table.atFirstNUL
        table = parts.text
        try bench.write(parts.rest, as: "e.csv")
      }
      try bench.write(table, as: "t.csv")
      if number < known.count {
        _ = try PreparedRun<Float>(known[number], threads: 1)
      } else {
        _ = try Proposal(DataSource(path), targets: ["out"], task: nil, threads: 1).json.onManyLines
      }
    }
  }

  /// Tables that a trained model answers or is judged on, as its columns read them. The first byte says of which model,
  /// and how.
  static func streams() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    try bench.write(Sample.table.utf8, as: "t.csv")
    try bench.write(Sample.steps.utf8, as: "s.csv")
    let samples = [
      (Sample.configuration, Sample.table), (Sample.regression, Sample.table),
      (Sample.sequences, Sample.steps), (Sample.windows, Sample.steps),
    ]
    var found: [ModelFile] = []
    for (configuration, _) in samples {
      found.append(try FinishedRun(bench.train(configuration, as: "run\(found.count)")).model())
    }
    let models = found
    let first = UInt8(ascii: "@")
    return FuzzTarget(
      seeds: (0..<16).map { [first + UInt8($0)] + Array(samples[$0 % 4].1.utf8) },
      refusedBy: [.data, .usage]
    ) { bytes in
      let kind = Int((bytes.first ?? 0) &- first)
      let model = models[kind % 4]
      let table = try bench.write(bytes.dropFirst(), as: "r.csv")
      switch kind & 12 {
      case 12:
        let rows: Encoded<Float> = try load(
          DataSource(table), with: model.encoder, delimiter: model.delimiter, threads: 1,
          least: model.network.needs)
        _ = rows.unseen
      case 8: try model.answer(table, kept: .all, refusesUnseen: true)
      case let kind: try model.answer(table, skipsBadRows: kind == 4)
      }
    }
  }

  /// Compressed tables.
  static func compressed() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    try bench.write(Sample.table.utf8, as: "t.csv")
    let model = try FinishedRun(bench.train(Sample.regression, as: "run")).model()
    let text = Array(Sample.table.utf8)
    let halves = [Array(text[..<200]), Array(text[200...])]
    return FuzzTarget(
      seeds: [
        Compressor.gzip(text), Compressor.zstd(text), halves.flatMap { Compressor.gzip($0) },
        halves.flatMap { Compressor.zstd($0) }, Compressor.zstd(text, windowLog: 10),
      ],
      refusedBy: [.data]
    ) { bytes in try model.answer(bench.write(bytes, as: "r.csv")) }
  }
}

extension ModelFile {
  /// Reads rows as `predict` does, and looks at all that it would compute with.
  fileprivate func answer(
    _ path: String, kept: KeptColumns = .named([]), refusesUnseen: Bool = false,
    skipsBadRows: Bool = false
  ) throws {
    let stream = try RowStream<Float>(
      DataSource(path), delimiter: delimiter, encoder: encoder, least: network.needs, kept: kept,
      refusesUnseen: refusesUnseen, skipsBadRows: skipsBadRows)
    let columns = network.inputs
    let summary = try stream.run(threads: 1) { _, batch, text in
      let inputs = UnsafeBufferPointer(start: batch.inputs, count: batch.count * columns)
      text.append(inputs.allSatisfy(\.isFinite) ? 1 : 0)
    } write: { text throws(Failure) in
      if text.contains(0) { throw Failure(.writing, "an input is not finite") }
    }
    _ = summary.notes
  }
}
