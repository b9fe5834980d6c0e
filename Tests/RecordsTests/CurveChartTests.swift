import Drawing
import Foundation
import Records
import Testing

/// The points of curves.
@Suite struct CurveChartTests {
  /// Groups of runs with one training loss for each epoch.
  private func groups(_ losses: [[Double]]) throws -> [RunGroup] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    for (seed, losses) in losses.enumerated() {
      let run = folder.appendingPathComponent("run-\(seed)")
      try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
      let configuration = """
        { "data": { "train": "/data.csv", "target": "y" }, "model": { "layers": [ {} ] },
          "training": { "seed": \(seed) } }
        """
      try Data(configuration.utf8).write(to: run.appendingPathComponent("config.json"))
      let rows = losses.enumerated().map { "\($0),\(2 * $0),\($0 * (seed + 1)),\($1)\n" }
      try Data(("epoch,step,seconds,train_loss\n" + rows.joined()).utf8)
        .write(to: run.appendingPathComponent("curves.csv"))
      paths.append(run.path)
    }
    return try RunGroup.groups(of: paths)
  }

  @Test func seedsAreTheirMeanWithABand() throws {
    let groups = try groups([[8, 4, 2, 1], [4, 2, 0]])
    #expect(groups.map(\.label) == ["run-0 (2 seeds)"])
    let chart = try CurveChart.charts(of: groups, over: .seconds)[0]
    let line = try #require(chart.lines.first)
    #expect(line.x == [0, 1.5, 3] && line.y == [6, 3, 1])
    #expect(line.band?.lower == [4, 2, 0] && line.band?.upper == [8, 4, 2])
    #expect(chart.x.label == "time in seconds" && chart.y.label == "train_loss")
  }

  @Test func smoothingIsTheMeanOfTheLastEpochs() throws {
    let chart = try CurveChart.charts(of: groups([[9, 3, 6, 0]]), over: .step, smoothing: 3)[0]
    let line = chart.lines[0]
    #expect(line.x == [0, 2, 4, 6] && line.y == [9, 6, 6, 3] && line.band == nil)
  }
}
