import Spec
import System
import Training

extension FuzzTarget {
  /// A configuration. What is read and written is read as the same again.
  static func configurations() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    let texts = [Sample.configuration, Sample.regression, Sample.sequences, Sample.windows]
    return FuzzTarget(seeds: texts.map { Array($0.utf8) }, refusedBy: [.configuration]) { bytes in
      let first = try Configuration.read(file: bench.write(bytes, as: "c.json"))
      let text = first.value.written.onManyLines
      let second: String
      do throws(Failure) {
        second = try Configuration.read(file: bench.write(text.utf8, as: "c.json")).value.written
          .onManyLines
      } catch {
        throw Falsehood("written as \(text), which is refused: \(error.diagnostics)")
      }
      if text != second { throw Falsehood("written as \(text), and then as \(second)") }
    }
  }

  /// What `--set` is told.
  static func overrides() throws(Failure) -> FuzzTarget {
    let bench = try Workbench()
    try bench.write(Sample.configuration.utf8, as: "c.json")
    let texts = [
      #"model.layers.0.units=8"#, #"data.columns."b".dimensions=3"#, "training.schedule.name=step",
      #"model.layers=[{"units": 1}]"#, "training.checkpoint.every_seconds=2",
      "model.layers.g.units=3",
    ]
    return FuzzTarget(
      seeds: texts.map { Array($0.utf8) }, refusedBy: [.configuration, .usage]
    ) { bytes in
      _ = try Configuration.read(
        file: bench.file("c.json"), overrides: [String(decoding: bytes, as: UTF8.self)])
    }
  }
}
