import Records
import Spec
import System
import Tabular
import Training

/// A safetensors file in parts.
private struct Parts {
  let metadata: [(key: String, value: String)]
  /// The descriptions of the tensors.
  let tensors: [(String, JSONValue)]
  let numbers: [UInt8]

  init(_ file: [UInt8]) throws(Failure) {
    let end = 8 + file[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let members = try JSONReader.read(Array(file[8..<end]), at: .file("header")).members ?? []
    metadata = (members.first { $0.key == "__metadata__" }?.value.members ?? []).map {
      ($0.key, $0.value.text ?? "")
    }
    tensors = members.filter { $0.key != "__metadata__" }.map { ($0.key, $0.value) }
    numbers = Array(file[end...])
  }

  /// The file with other texts for the first of its metadata.
  func file(_ texts: [[UInt8]]) -> [UInt8] {
    let values = metadata.enumerated().map { number, item in
      (
        item.key,
        JSONValue.text(
          number < texts.count ? String(decoding: texts[number], as: UTF8.self) : item.value)
      )
    }
    let header = JSONValue.object([("__metadata__", .object(values))] + tensors).onOneLine
    return Self.file(header: Array(header.utf8), numbers)
  }

  /// The texts, and all of the file, in the form in which a target takes them.
  func seeds(_ count: Int) -> [[UInt8]] {
    let header = JSONValue.object(
      [("__metadata__", .object(metadata.map { ($0.key, .text($0.value)) }))] + tensors)
    return [
      Array(metadata.prefix(count).map { Array($0.value.utf8) }.joined(separator: [0])),
      [UInt8(ascii: "h")] + Array(header.onOneLine.utf8) + [0] + numbers,
    ]
  }

  static func file(header: [UInt8], _ numbers: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + numbers
  }
}

extension FuzzTarget {
  /// Models that answer a small table, and are judged on it. What begins with a digit is, behind it, the description
  /// of the network and, behind a NUL, that of the columns, with the numbers of one of the models here; what begins
  /// with h is a header and, behind a NUL, the numbers; all else is a file as it is.
  static func models() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    let table = try bench.write(Sample.table.utf8, as: "t.csv")
    let steps = try bench.write(Sample.steps.utf8, as: "s.csv")
    var parts: [Parts] = []
    for configuration in [
      Sample.configuration, Sample.regression, Sample.sequences, Sample.windows,
    ] {
      let name = "run\(parts.count)"
      _ = try bench.train(configuration, as: name)
      parts.append(try Parts(bench.read("\(name)/\(RunFileName.model)")))
    }
    let models = parts
    let first = UInt8(ascii: "0")
    let run = bench.file("run0")
    return FuzzTarget(
      seeds: models.enumerated().flatMap { number, model in
        let seeds = model.seeds(2)
        return [[first + UInt8(number)] + seeds[0], seeds[1]]
      },
      refusedBy: [.data, .usage]
    ) { bytes in
      let file: [UInt8]
      var rows = [table, steps]
      switch bytes.first {
      case .some(let digit) where first..<first + UInt8(models.count) ~= digit:
        let texts = Array(bytes.dropFirst()).atFirstNUL
        file = models[Int(digit - first)].file([texts.text, texts.rest])
        rows = [digit - first < 2 ? table : steps]
      case UInt8(ascii: "h"):
        let (header, numbers) = Array(bytes.dropFirst()).atFirstNUL
        file = Parts.file(header: header, numbers)
      default: file = bytes
      }
      try bench.write(file, as: "run0/\(RunFileName.model)")
      var failure: Failure?
      for path in rows {
        do throws(Failure) {
          try PredictionRun(run, PredictionOptions(), threads: 1) { _ in
          } report: { _ in
          }
          .run(on: path)
          _ = try EvaluationRun(run, threads: 1) { _ in }.run(on: path)
          // Not every model has intervals.
          var options = PredictionOptions()
          options.interval = 0.5
          try? PredictionRun(run, options, threads: 1) { _ in
          } report: { _ in
          }
          .run(on: path)
          return
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }
  }

  /// Checkpoints from which a run goes on to its end. What begins with s is the text of a state, with the numbers of
  /// a checkpoint; what begins with h is a header and, behind a NUL, the numbers, of which the last are made the
  /// check; all else is a file as it is.
  static func checkpoints() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    try bench.write(Sample.table.utf8, as: "t.csv")
    let run = try bench.train(Sample.resumable, as: "run")
    // All of its files but the metrics, as they were.
    var files: [(name: String, bytes: [UInt8])] = []
    for name in FileSystem.names(in: run) ?? [] where name != RunFileName.metrics {
      files.append((name, try bench.read("run/\(name)")))
    }
    let kept = files
    let parts = try Parts(bench.read("run/\(RunFileName.checkpoint)"))
    let seeds = parts.seeds(1)
    return FuzzTarget(
      seeds: [[UInt8(ascii: "s")] + seeds[0], bench.unplaced(seeds[1])],
      refusedBy: [.data, .configuration, .noInput]
    ) { bytes in
      var file = bytes
      if bytes.first == UInt8(ascii: "s") { file = parts.file([Array(bytes.dropFirst())]) }
      if bytes.first == UInt8(ascii: "h") {
        let (header, numbers) = Array(bytes.dropFirst()).atFirstNUL
        file = Parts.file(header: bench.placed(header), numbers)
      }
      if file.count >= 4, file != bytes {
        var checksum = Checksum()
        checksum.add(Array(file.dropLast(4)))
        file.replaceSubrange(
          (file.count - 4)..., with: withUnsafeBytes(of: checksum.value.littleEndian, Array.init))
      }
      try bench.write(file, as: "run/\(RunFileName.checkpoint)")
      let interrupted = try InterruptedRun(run, overrides: [])
      defer {
        for (name, bytes) in kept { _ = try? bench.write(bytes, as: "run/\(name)") }
        TemporaryName.remove(bench.file("run/\(RunFileName.metrics)"))
      }
      _ = try TrainingRun(resuming: interrupted, threads: 1, outputs: Outputs()) { _ in }.run()
    }
  }

  /// What a run recorded, as it is shown, diagnosed, compared and reported. The first byte says which of its files the
  /// rest is.
  static func records() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    try bench.write(Sample.table.utf8, as: "t.csv")
    let run = try bench.train(Sample.configuration, as: "run")
    try bench.write(
      #"{"epoch": 1, "step": 2, "value": "loss", "layer": null}"#.utf8,
      as: "run/\(RunFileName.divergence)")
    var files: [(name: String, bytes: [UInt8])] = []
    for name in [
      RunFileName.curves, RunFileName.metrics, RunFileName.data, RunFileName.configuration,
      RunFileName.layers, RunFileName.steps, RunFileName.divergence,
    ] { files.append((name, try bench.read("run/\(name)"))) }
    let kept = files
    let first = UInt8(ascii: "0")
    return FuzzTarget(
      seeds: kept.enumerated().map { [first + UInt8($0)] + bench.unplaced($1.bytes) },
      refusedBy: [.data, .noInput]
    ) { bytes in
      let (name, sound) = kept[Int((bytes.first ?? 0) &- first) % kept.count]
      try bench.write(bytes.dropFirst(), as: "run/\(name)")
      defer { _ = try? bench.write(sound, as: "run/\(name)") }
      let finished = FinishedRun(run)
      if name == RunFileName.steps { _ = try finished.table(name) }
      _ = try finished.divergence()
      _ = try Diagnosis(finished).json.onOneLine
      _ = try RunOverview(run).json.onOneLine
      _ = try RunComparison(RunGroup.groups(of: [run])).text
      _ = try RunReport(finished, threads: 1, importance: "").page
    }
  }
}
