import Foundation
import Testing

/// The commands that tell what a configuration may hold.
struct ReferenceCommandTests {
  private func output(_ arguments: String...) throws -> String {
    let ending = try Program.run(arguments, in: Workspace())
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.isEmpty)
    return ending.output
  }

  @Test func schemaIsOneObject() throws {
    let text = try output("schema")
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect((schema["properties"] as? [String: Any])?["training"] != nil)
  }

  /// A configuration may name its schema; the run neither looks at it nor keeps it.
  @Test func configurationMayNameItsSchema() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(rest: #", "$schema": "nowhere/schema.json""#)
    let ending = try Program.run(["train", "xor.json", "--out", "run"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    let run = RunFolder(workspace.file("run"))
    #expect(try !run.text("config.json").contains("schema"))
  }

  /// One line each, for other programs: the name, and what it is.
  @Test func listsAKind() throws {
    let lines = try output("list", "optimizers").split(separator: "\n")
    let names = lines.map { $0.prefix { $0 != " " } }
    #expect(
      names == [
        "gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw",
      ])
    #expect(lines.first?.hasSuffix("the plain rule: W ← W − η g") == true)
    #expect(try output("list", "optimizer") == output("list", "optimizers"))
    #expect(try output("list", "losses").contains("cross_entropy"))
    #expect(try output("list", "regularizers").contains("elastic_net"))
  }

  @Test func listsAllKinds() throws {
    let text = try output("list")
    for title in [
      "activations, for model.layers.activation\n", "initializers, for ", "losses, for loss\n",
      "regularizers, for model.layers.regularization and regularization\n", "optimizers, for ",
      "schedules, for training.schedule\n",
    ] {
      #expect(text.components(separatedBy: title).count == 2, "\(title)")
    }
  }

  @Test func describesAKey() throws {
    #expect(
      try output("describe", "training.batch_size") == """
        training.batch_size
          the rows of an update in mini_batch descent; not used in the others
          a whole number from 1 to 2³¹ − 1; default 32

        """)
    #expect(try output("describe", "batch_size") == output("describe", "training.batch_size"))
    #expect(try output("describe", "data").contains("  train"))
    #expect(try output("describe", "optimizer").contains("  adamw"))
  }

  @Test func describesAComponent() throws {
    #expect(
      try output("describe", "momentum") == """
        optimizer momentum
          descent with inertia: v ← γ v + η g; W ← W − v

          learning_rate  the step size η
                         a number > 0; default 0.01
          momentum       how much of the last update is kept, γ
                         0 ≤ number < 1; default 0.9

          as in "optimizer": {"name": "momentum", "learning_rate": 0.01, "momentum":
          0.9}

        """)
  }

  @Test func linesFitInto80Columns() throws {
    for name in ["data", "model.layers", "adamw", "preprocessing", "learning_rate", "loss"] {
      for line in try output("describe", name).split(separator: "\n") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }

  @Test(arguments: [
    (["help", "trian"], #"unknown command "trian", did you mean "train"?"#),
    (["evla"], #"unknown command "evla", did you mean "eval"?"#),
    (["help", "zebra"], #"unknown command "zebra", expected init, check, train, "#),
    (["list", "optimisers"], #"unknown kind "optimisers", did you mean "optimizers"?"#),
    (["describe", "training.bach_size"], #"did you mean "training.batch_size"?"#),
    (["describe", "adammm"], #"nothing is called "adammm", did you mean "#),
    (["describe", "zzz"], "expected a key such as training"),
  ])
  func wrongNamesAreWrongUsage(_ arguments: [String], message: String) throws {
    let ending = try Program.run(arguments, in: Workspace())
    #expect(ending.status == 64)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains(message), "\(ending.errors)")
  }

  /// Bash itself takes the script, and knows the subcommands by it.
  @Test func completionScriptsAreMade() throws {
    let workspace = try Workspace()
    for shell in ["bash", "zsh", "fish"] {
      let script = try output("--generate-completion-script", shell)
      #expect(script.contains("describe") && script.contains("optimizers"))
      try workspace.write(script, to: shell)
    }
    let ending = try Program.shell("bash -c '. ./bash; complete -p dlrun'", in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("dlrun"))
  }
}
