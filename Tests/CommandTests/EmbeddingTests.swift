import Foundation
import Testing

/// Learnt vectors of categories as a user meets them.
struct EmbeddingTests {
  private static let effects = [1.5, -0.25, 3.75, 0.5, -2, 4.25, -1.125, 2.625, 0.125, -3]

  /// Rows whose target follows from the category alone.
  private static func rows(_ range: Range<Int>) -> String {
    "a,c,b,y\n"
      + range.map { row in
        let category = row * 7 % 10
        return "\(Double(row % 13) / 6 - 1),c\(category),\(row % 2),\(effects[category])\n"
      }.joined()
  }

  /// - Parameter encoding: what is said of the column of categories.
  private static func configuration(
    _ encoding: String = #"{"encoding": "embedding", "dimensions": 3}"#,
    layers: String = #"{"units": 8, "activation": "tanh"}, {}"#,
    epochs: Int = 80, rest: String = ""
  ) -> String {
    """
    {"data": {"train": "t.csv", "target": "y", "task": "regression", "columns": {"c": \(encoding)}},
     "model": {"layers": [\(layers)]},
     "optimizer": {"name": "adam", "learning_rate": 0.02},
     "training": {"epochs": \(epochs), "batch_size": 10, "precision": "float64"}\(rest)}
    """
  }

  private func train(
    _ configuration: String, in workspace: Workspace, as name: String = "run", threads: Int = 2
  ) throws -> RunFolder {
    try workspace.write(configuration, to: "c.json")
    let ending = try Program.run(
      ["train", "c.json", "--out", name, "--quiet", "--threads", "\(threads)"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return RunFolder(workspace.file(name))
  }

  private func evaluation(_ data: String, of name: String, in workspace: Workspace) throws
    -> [String: Any]
  {
    let ending = try Program.run(["eval", name, "--data", data, "--json"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any] ?? [:]
  }

  @Test func aTaskOfCategoriesIsLearnt() throws {
    let workspace = try Workspace()
    try workspace.write(Self.rows(0..<200), to: "t.csv")
    try workspace.write(Self.rows(200..<300), to: "new.csv")
    let run = try train(Self.configuration(), in: workspace)
    #expect(try #require(run.column("train_loss").first) > 4)
    #expect(try run.last("train_loss") < 0.01)
    #expect(try #require(evaluation("new.csv", of: "run", in: workspace)["loss"] as? Double) < 0.01)
    let tensors = try run.tensors()
    // Ten texts and all others; two numbers and a vector.
    #expect(tensors["embeddings.c.weight"]?.shape == [11, 3])
    #expect(tensors["layers.0.weight"]?.shape == [8, 5])
    #expect(tensors.keys.count == 5)
  }

  /// Threads and a repetition from the run's own configuration change no byte.
  @Test func runsAreEqual() throws {
    let workspace = try Workspace()
    try workspace.write(Self.rows(0..<200), to: "t.csv")
    let run = try train(Self.configuration(epochs: 3), in: workspace)
    let single = try train(Self.configuration(epochs: 3), in: workspace, as: "single", threads: 1)
    #expect(try run.repeatable() == single.repeatable())
    let ending = try Program.run(
      ["train", "run/config.json", "--out", "again", "--quiet"], in: workspace)
    #expect(ending.status == 0)
    #expect(try RunFolder(workspace.file("again")).repeatable() == run.repeatable())
  }

  /// A text that training has not seen has a vector of its own: 0, as nothing is known of it.
  @Test func anUnseenCategoryTellsNothing() throws {
    let workspace = try Workspace()
    try workspace.write(Self.rows(0..<60), to: "t.csv")
    let run = try train(Self.configuration(layers: "{}", epochs: 10), in: workspace)
    let tensors = try run.tensors()
    let vectors = try #require(tensors["embeddings.c.weight"]).values
    let weights = try #require(tensors["layers.0.weight"]).values
    let bias = try #require(tensors["layers.0.bias"]).values[0]
    #expect(Array(vectors.suffix(3)) == [0, 0, 0])
    #expect(vectors.prefix(30).allSatisfy { $0 != 0 })
    for (name, number, category) in [("c4", 2.0, 4), ("new", 2, 10), ("", -1, 0)] {
      try workspace.write("y,b,c,a\n1,\(number),\(name),0.5\n", to: "new.csv")
      // Without a missing cell in training, one is taken for the most frequent text: here, c0.
      let vector = vectors[category * 3..<category * 3 + 3]
      let inner = zip(weights[1...3], vector).reduce(0) { $0 + $1.0 * $1.1 }
      let output = 0.5 * weights[0] + inner + number * weights[4] + bias
      let loss = try #require(
        evaluation("new.csv", of: "run", in: workspace)["loss"] as? Double)
      #expect(abs(loss - (output - 1) * (output - 1)) < 1e-12 * max(1, loss), "\(name)")
    }
  }

  /// Only numbers are multiplied with each other: the matrix has the columns in their order, and the
  /// products behind them.
  @Test func polynomialsAreOfNumbersOnly() throws {
    let workspace = try Workspace()
    try workspace.write(Self.rows(0..<60), to: "t.csv")
    let run = try train(
      Self.configuration(epochs: 20, rest: #", "preprocessing": {"polynomial_degree": 2}"#),
      in: workspace)
    #expect(try run.tensors()["layers.0.weight"]?.shape == [8, 2 + 3 + 3])
    #expect(try run.last("train_loss") < #require(run.column("train_loss").first) / 4)
  }

  /// Vectors are weights: a penalty reaches them, and those of no row as well.
  @Test func vectorsArePenalised() throws {
    let workspace = try Workspace()
    try workspace.write(Self.rows(0..<60), to: "t.csv")
    func length(_ name: String, _ regularization: String) throws -> Double {
      let run = try train(
        Self.configuration(
          epochs: 20, rest: #", "regularization": \#(regularization)"#), in: workspace, as: name)
      let tensors = try run.tensors()
      #expect(try #require(tensors["embeddings.c.weight"]).shape == [11, 3])
      return try #require(tensors["embeddings.c.weight"]).values.reduce(0) { $0 + $1 * $1 }
    }
    let free = try length("free", #"{"kind": "none"}"#)
    #expect(try length("l2", #"{"kind": "l2", "lambda": 0.1}"#) < free / 4)
    #expect(try length("short", #"{"kind": "none", "max_norm": 0.5}"#) <= 11 * 0.25 * (1 + 1e-12))
  }

  @Test func vectorsStartWhereTheyAreTold() throws {
    let workspace = try Workspace()
    try workspace.write(Self.rows(0..<60), to: "t.csv")
    let first = try train(Self.configuration(epochs: 2), in: workspace)
    let second = try train(
      Self.configuration(epochs: 0).replacingOccurrences(
        of: #""model": {"#,
        with: #""model": {"initial_weights": "run/model.safetensors", "#), in: workspace,
      as: "second")
    let (given, kept) = (try first.tensors(), try second.tensors())
    #expect(kept["embeddings.c.weight"]?.values == given["embeddings.c.weight"]?.values)
    // A vector of another length does not go with them.
    try workspace.write(
      Self.configuration(#"{"encoding": "embedding", "dimensions": 4}"#).replacingOccurrences(
        of: #""model": {"#,
        with: #""model": {"initial_weights": "run/model.safetensors", "#), to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "third"], in: workspace)
    #expect(ending.status == 78 && ending.output.isEmpty)
    #expect(
      ending.errors.contains(
        #"tensor "embeddings.c.weight" has shape [11, 3], expected [11, 4]"#), "\(ending.errors)")
  }

  @Test func aTableThatDoesNotFitIsRefused() throws {
    let workspace = try Workspace()
    try workspace.write(Self.rows(0..<60), to: "t.csv")
    try workspace.write(
      Self.configuration(#"{"encoding": "embedding", "dimensions": 2147483647}"#), to: "c.json")
    let ending = try Program.run(["train", "c.json"], in: workspace)
    #expect(ending.status == 78 && ending.output.isEmpty && !workspace.exists("runs"))
    #expect(ending.errors.contains("does not fit in memory"), "\(ending.errors)")
  }
}
