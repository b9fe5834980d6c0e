import Foundation
import Testing

/// Runs side by side: as pictures and as tables.
@Suite struct ComparisonTests {
  /// Writes the folder of a run with a configuration and curves of our own.
  private func write(
    _ name: String, to workspace: Workspace, seed: Int = 0, rate: Double = 0.1, losses: [Double],
    accuracies: [Double]? = nil
  ) throws {
    try FileManager.default.createDirectory(
      at: workspace.file(name), withIntermediateDirectories: true)
    try workspace.write(
      """
      { "name": "\(name.split(separator: "/").last ?? "")",
        "data": { "train": "/data.csv", "target": "y" },
        "model": { "layers": [ { "units": 2 }, {} ] },
        "optimizer": { "name": "gradient_descent", "learning_rate": \(rate) },
        "training": { "seed": \(seed) } }
      """, to: "\(name)/config.json")
    let rows = losses.enumerated().map { epoch, loss in
      let accuracy = accuracies.map { String($0[epoch]) } ?? ""
      return "\(epoch),\(4 * epoch),\(0.5 * Double(epoch)),\(rate),\(loss),\(loss),,,\(accuracy),\n"
    }
    try workspace.write(
      "epoch,step,seconds,learning_rate,train_loss,train_objective,train_eval_loss,validation_loss,"
        + "train_accuracy,validation_accuracy\n" + rows.joined(), to: "\(name)/curves.csv")
  }

  private func pair(in workspace: Workspace) throws {
    for (seed, last) in [0.2, 0.3, 0.4].enumerated() {
      try write(
        "slow/seed-\(seed)", to: workspace, seed: seed, losses: [1, 0.6, last],
        accuracies: [0.5, 0.75, 0.75])
    }
    try workspace.write(
      #"{ "seeds": 3, "runs": ["seed-0", "seed-1", "seed-2"] }"#, to: "slow/summary.json")
    for (seed, last) in [0.1, 0.18, 0.32].enumerated() {
      try write(
        "fast-\(seed)", to: workspace, seed: seed, rate: 0.5, losses: [1, 0.4, last, 0.5],
        accuracies: [0.5, 1, 1, 0.75])
    }
  }

  private static let all = ["slow", "fast-0", "fast-1", "fast-2"]

  private func compare(
    _ options: String..., in workspace: Workspace
  ) throws -> (groups: [[String: Any]], differences: [[String: Any]]) {
    let ending = try Program.run(["compare"] + Self.all + options + ["--json"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    return (
      try #require(json?["groups"] as? [[String: Any]]),
      try #require(json?["differences"] as? [[String: Any]])
    )
  }

  private func measure(_ name: String, of part: [String: Any]) throws -> [String: Any] {
    try #require((part["measures"] as? [String: [String: Any]])?[name])
  }

  @Test func seedsAreOneGroupAndOnlyWhatDiffersIsShown() throws {
    let workspace = try Workspace()
    try pair(in: workspace)
    let (groups, _) = try compare(in: workspace)
    #expect(groups.map { $0["name"] as? String } == ["slow (3 seeds)", "fast-0 (3 seeds)"])
    #expect(
      groups.map { $0["settings"] as? [String: String] } == [
        ["optimizer.learning_rate": "0.1"], ["optimizer.learning_rate": "0.5"],
      ])
    let best = try measure("best_train_loss", of: groups[1])
    #expect(best["values"] as? [Double] == [0.1, 0.18, 0.32])
    #expect(abs((best["mean"] as? Double ?? 0) - 0.2) < 1e-12)
    #expect(abs((best["deviation"] as? Double ?? 0) - 0.0124.squareRoot()) < 1e-12)
    #expect(try measure("final_train_loss", of: groups[1])["mean"] as? Double == 0.5)
    #expect(try measure("best_train_loss_epoch", of: groups[1])["mean"] as? Double == 2)
    #expect(try measure("best_train_accuracy_epoch", of: groups[1])["mean"] as? Double == 1)
  }

  /// By `scipy.stats.ttest_1samp([-0.1, -0.12, -0.08], 0).confidence_interval(0.95)`.
  @Test func differencesArePaired() throws {
    let workspace = try Workspace()
    try pair(in: workspace)
    let (_, differences) = try compare(in: workspace)
    let best = try measure("best_train_loss", of: try #require(differences.first))
    #expect(best["pairs"] as? Int == 3)
    #expect(abs((best["mean"] as? Double ?? 0) - -0.1) < 1e-12)
    #expect(abs((best["lower"] as? Double ?? 0) - -0.14968275423500657) < 1e-12)
    #expect(abs((best["upper"] as? Double ?? 0) - -0.050317245764993405) < 1e-12)
  }

  /// A measure's value of each run; nil for one that has none.
  private func values(_ name: String, of group: [String: Any]) throws -> [Double?] {
    let values = try #require(try measure(name, of: group)["values"] as? [Any])
    return values.map { $0 as? Double }
  }

  @Test func targetsAreReachedFromTheRightSide() throws {
    let workspace = try Workspace()
    try pair(in: workspace)
    let losses = try compare("--target", "train_loss=0.3", in: workspace).groups
    #expect(try values("epochs_to_target", of: losses[0]) == [2, 2, nil])
    #expect(try values("seconds_to_target", of: losses[1]) == [1, 1, nil])
    let scores = try compare("--target", "train_accuracy=0.75", in: workspace).groups
    #expect(try measure("epochs_to_target", of: scores[0])["values"] as? [Double] == [1, 1, 1])
    let text = try Program.run(
      ["compare"] + Self.all + ["--target", "train_loss=0.3"], in: workspace)
    #expect(text.output.contains("2 ± 0 (2 of 3)"))
    let csv = try Program.run(["compare"] + Self.all + ["--csv"], in: workspace).output
    #expect(csv.hasPrefix("group,run,optimizer.learning_rate,final_train_loss,"))
    #expect(csv.contains("fast-0 (3 seeds),fast-1,0.5,0.5,0.18,2.0,"))
  }

  @Test func wrongWordsAreExplained() throws {
    let workspace = try Workspace()
    try write("run", to: workspace, losses: [1, 0.5])
    func errors(_ arguments: String..., status: Int32 = 64) throws -> String {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == status && ending.output.isEmpty, "\(arguments)")
      return ending.errors
    }
    #expect(
      try errors("plot", "run", "--y", "train_los").contains(#"did you mean "train_loss"?"#))
    #expect(
      try errors("plot", "run", "--y", "validation_loss").contains("no numbers in column"))
    #expect(
      try errors("plot", "run", "--out", "a.gif").contains("expected .svg, .png or .pdf"))
    #expect(try errors("plot", "run", "--smooth", "0").contains("1 or more"))
    #expect(try errors("compare", "run", "--target", "train_loss").contains("a number"))
    #expect(try errors("compare", "run", "--target", "train_los=1").contains("did you mean"))
    #expect(try errors("compare", "run", "--json", "--csv").contains("exclude"))
    #expect(try errors("compare", "nowhere", status: 66).contains("nowhere"))
    #expect(try errors("plot", "nowhere", status: 66).contains("nowhere"))
  }

  @Test func curvesAreDrawnWithLetters() throws {
    let workspace = try Workspace()
    try pair(in: workspace)
    let ending = try Program.run(["plot"] + Self.all + ["--log", "--smooth", "2"], in: workspace)
    #expect(ending.status == 0)
    #expect(ending.output.contains("o slow (3 seeds)   x fast-0 (3 seeds)"))
    #expect(ending.output.contains("train_loss, mean of 2 epochs"))
    #expect(ending.output.contains("mean and range of the runs"))
    #expect(!ending.output.contains("\u{1B}"))
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func withoutGnuplotNothingIsWritten() throws {
    let workspace = try Workspace()
    try write("run", to: workspace, losses: [1, 0.5])
    let ending = try Program.shell("PATH= $dlrun plot run --out a.svg", in: workspace)
    #expect(ending.status == 73)
    #expect(ending.errors.contains("apt-get install gnuplot-nox"))
    #expect(!RunFolder(workspace.url).exists("a.svg"))
  }
}
