import Foundation
import Testing

/// Weights, scaled targets and columns as a user meets them.
struct ColumnTests {
  private func run(_ name: String, _ configuration: String, in workspace: Workspace) throws
    -> RunFolder
  {
    try workspace.write(configuration, to: name + ".json")
    let ending = try Program.run(
      ["train", name + ".json", "--out", name, "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return RunFolder(workspace.file(name))
  }

  private func expect(_ values: [Double], _ expected: [Double], within tolerance: Double = 1e-12) {
    #expect(values.count == expected.count && !values.isEmpty)
    for (value, expected) in zip(values, expected) {
      #expect(abs(value - expected) <= tolerance * abs(expected), "\(value) for \(expected)")
    }
  }

  private static let training = """
    "model": {"layers": [{"units": 4, "activation": "tanh"}, {}]},
    "optimizer": {"name": "gradient_descent", "learning_rate": 0.1},
    "training": {"epochs": 9, "precision": "float64", "descent": "batch", "evaluate_train": true}
    """

  /// A row of weight 2 is learnt like two rows, and one of weight 0 like none.
  @Test func weightsStandForRows() throws {
    let workspace = try Workspace()
    try workspace.write("a,w,y\n1,2,0.5\n2,1,1.5\n3,0,9.5\n", to: "weighted.csv")
    try workspace.write("a,y\n1,0.5\n1,0.5\n2,1.5\n", to: "repeated.csv")
    let weighted = try run(
      "weighted",
      #"{"data": {"train": "weighted.csv", "target": "y", "weight": "w"}, \#(Self.training)}"#,
      in: workspace)
    let repeated = try run(
      "repeated", #"{"data": {"train": "repeated.csv", "target": "y"}, \#(Self.training)}"#,
      in: workspace)
    for column in ["train_loss", "train_objective", "train_eval_loss"] {
      expect(try weighted.column(column), try repeated.column(column))
    }
    let (left, right) = (try weighted.tensors(), try repeated.tensors())
    for (name, tensor) in left { expect(tensor.values, right[name]?.values ?? []) }
    // The metrics are those of the rows as they are, which `eval` gives too.
    let ending = try Program.run(
      ["eval", "weighted", "--data", "weighted.csv", "--json"], in: workspace)
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    #expect(try json?["loss"] as? Double == weighted.metric("train", "loss"))
  }

  /// The same as targets scaled beforehand, told in the targets' own units.
  @Test(arguments: [("mean_squared_error", 2.0), ("mean_absolute_error", 1)])
  func scaledTargets(_ loss: String, _ power: Double) throws {
    let workspace = try Workspace()
    let inputs = [1.0, 2, 3, 4, 5, 6]
    let targets = [1000.0, 1300, 1250, 1900, 1450, 1700]
    // numpy.mean and numpy.std
    let (mean, deviation) = (1433.3333333333333, 296.7415635794142)
    func table(_ targets: [Double]) -> String {
      "a,y\n" + zip(inputs, targets).map { "\($0),\($1)\n" }.joined()
    }
    try workspace.write(table(targets), to: "own.csv")
    try workspace.write(table(targets.map { ($0 - mean) / deviation }), to: "scaled.csv")
    let scaling = #""preprocessing": {"target": "standard"}, "#
    let own = try run(
      "own",
      #"{"data": {"train": "own.csv", "target": "y", "task": "regression", "validation": "own.csv"}, "loss": "\#(loss)", "#
        + #"\#(scaling)\#(Self.training)}"#, in: workspace)
    let scaled = try run(
      "scaled",
      #"{"data": {"train": "scaled.csv", "target": "y", "validation": "scaled.csv"}, "#
        + #""loss": "\#(loss)", \#(Self.training)}"#, in: workspace)
    let factor = pow(deviation, power)
    for column in ["train_loss", "train_eval_loss", "validation_loss"] {
      expect(try own.column(column), try scaled.column(column).map { $0 * factor })
    }
    for column in ["train_rmse", "validation_rmse"] {
      expect(try own.column(column), try scaled.column(column).map { $0 * deviation })
    }
    expect(try own.column("train_objective"), try scaled.column("train_objective"))
    expect(
      [try own.metric("train", "mae"), try own.metric("train", "loss")],
      [
        try scaled.metric("train", "mae") * deviation, try scaled.metric("train", "loss") * factor,
      ])
    expect([try own.metric("train", "r2")], [try scaled.metric("train", "r2")])
    let ending = try Program.run(["eval", "own", "--data", "own.csv", "--json"], in: workspace)
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    #expect(try json?["loss"] as? Double == own.metric("train", "loss"))
  }

  /// With several targets the loss is that of all errors in their own units, and so the square of the
  /// root mean squared error, in training and in evaluation.
  @Test func severalScaledTargets() throws {
    let workspace = try Workspace()
    try workspace.write(
      "a,p,q,r\n1,100,0.1,5\n2,250,0.2,5\n3,320,0.15,5\n4,10,0.7,5\n", to: "t.csv")
    let folder = try run(
      "run",
      #"{"data": {"train": "t.csv", "target": ["p", "q", "r"]}, "#
        + #""preprocessing": {"target": "standard"}, \#(Self.training)}"#, in: workspace)
    let losses = try folder.column("train_loss")
    expect(try folder.column("train_rmse").map { $0 * $0 }, losses)
    // Batch descent: what an epoch was trained on is what the epoch before ended with.
    expect(Array(losses.dropFirst()), Array(try folder.column("train_eval_loss").dropLast()))
    #expect(try #require(losses.last) < #require(losses.first))
  }

  @Test(arguments: [
    (#""ignore": ["c"]"#, #""loss": "poisson", "#, "t.json:1:", "scaled"),
    (
      #""task": "classification""#, #""loss": "hinge", "#, "t.json:1:",
      "only the targets of a regression"
    ),
  ])
  func whatCannotBeLearntIsRefused(
    _ data: String, _ more: String, _ place: String, _ words: String
  ) throws {
    let workspace = try Workspace()
    try workspace.write("a,c,y\n1,x,1.5\n2,z,2\n3,x,4\n", to: "t.csv")
    try workspace.write(
      #"{"data": {"train": "t.csv", "target": "y", \#(data)}, \#(more)"#
        + #""preprocessing": {"target": "standard"}, \#(Self.training)}"#, to: "t.json")
    let ending = try Program.run(["train", "t.json"], in: workspace)
    #expect(ending.status == 78)
    #expect(ending.errors.contains(place) && ending.errors.contains(words), "\(ending.errors)")
    #expect(ending.output.isEmpty && !workspace.exists("runs"))
  }
}
