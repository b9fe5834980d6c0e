import Engine
import Foundation
import Spec
import System
import Tabular
import Testing
import Training

@Suite struct ConfigurationTests {
  /// Writes a configuration into a folder of its own and reads it there.
  private func read(
    _ text: String, overrides: [String] = [], named name: String = "a.json"
  ) throws -> (checked: Checked<Configuration>, folder: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let inner = folder.appending(path: "configs")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = inner.appending(path: name)
    try Data(text.utf8).write(to: file)
    let real = folder.resolvingSymlinksInPath().path
    do {
      return (try Configuration.read(file: file.path, overrides: overrides), real)
    } catch {
      // The file's name in messages, without the folder of this test.
      throw Failure(
        error.status,
        error.diagnostics.map { diagnostic in
          Diagnostic(
            nil, diagnostic.description.replacingOccurrences(of: file.path + ":", with: ""))
        })
    }
  }

  private func failing(_ text: String, overrides: [String] = []) -> Failure? {
    do {
      _ = try read(text, overrides: overrides)
      return nil
    } catch {
      return error as? Failure
    }
  }

  private let smallest = """
    {"data": {"train": "a.csv", "target": "y"}, "model": {"layers": [{}]}}
    """

  @Test func everyKeyButThreeHasADefault() throws {
    let (checked, folder) = try read(smallest)
    #expect(
      checked.value.written.onManyLines == """
        {
          "name": "a",
          "data": {
            "train": "\(folder)/configs/a.csv",
            "target": "y",
            "groups": {},
            "ignore": [],
            "columns": {},
            "missing": [
              "\(MissingTexts.standard.texts.joined(separator: "\",\n      \""))"
            ],
            "delimiter": ","
          },
          "preprocessing": {
            "numeric": "none",
            "missing": "mean",
            "target": "none",
            "pieces": 0,
            "polynomial_degree": 1,
            "normalize_rows": "none"
          },
          "model": {
            "layers": [
              {
                "kind": "dense",
                "activation": "identity",
                "bias": true,
                "dropout": 0.0,
                "dropout_resample": "step"
              }
            ]
          },
          "regularization": {"kind": "none"},
          "optimizer": {"name": "adam", "learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08},
          "training": {
            "descent": "mini_batch",
            "batch_size": 32,
            "epochs": 100,
            "schedule": "constant",
            "warmup_epochs": 0,
            "learning_rate_changes": [],
            "early_stopping": {"monitor": "validation_loss", "minimum_change": 0.0},
            "seed": 0,
            "shuffle": true,
            "precision": "float32",
            "portable": false,
            "log_steps": false,
            "log_layers": false,
            "tensorboard": false,
            "evaluate_train": false,
            "snapshots": [],
            "checkpoint": {"every_seconds": 60.0, "every_epochs": "none"}
          }
        }

        """)
  }

  private let full = """
    {
      "name": "churn",
      "data": {
        "train": "../datasets/churn.csv",
        "validation": 0.2,
        "test": "../datasets/churn-test.csv",
        "target": "left",
        "inputs": ["age", "plan", "minutes"],
        "ignore": ["customer_id"],
        "task": "classification",
        "stratify": true,
        "delimiter": ","
      },
      "preprocessing": { "numeric": "standard", "polynomial_degree": 1 },
      "model": {
        "layers": [
          { "units": 16, "activation": "tanh", "dropout": 0.5 },
          { "activation": "softmax" }
        ],
        "initial_weights": "start.safetensors"
      },
      "loss": "cross_entropy",
      "regularization": { "kind": "elastic_net", "lambda": 1e-4, "beta": 0.5 },
      "optimizer": { "name": "momentum", "learning_rate": 0.05, "momentum": 0.9 },
      "training": {
        "descent": "mini_batch", "batch_size": 32, "epochs": 100, "seed": 7, "shuffle": true,
        "precision": "float32", "log_steps": false, "evaluate_train": false
      }
    }
    """

  @Test func readsEveryKey() throws {
    let (checked, folder) = try read(full)
    let configuration = checked.value
    #expect(configuration.name == "churn")
    #expect(configuration.data.train == DataSource(folder + "/datasets/churn.csv"))
    #expect(configuration.data.validation == .fraction(0.2))
    #expect(configuration.data.test == .file(DataSource(folder + "/datasets/churn-test.csv")))
    #expect(configuration.data.inputs == ["age", "plan", "minutes"])
    #expect(configuration.data.task == .classification)
    #expect(configuration.model.initialWeights == folder + "/configs/start.safetensors")
    #expect(configuration.model.layers.count == 2)
    #expect(configuration.model.layers[1].units == nil)
    #expect(configuration.model.layers[1].outputActivation is Softmax)
    #expect(configuration.loss is CrossEntropy)
    #expect(configuration.optimizer.learningRate == 0.05)
    #expect(configuration.training.seed == 7)
  }

  /// What is written to `config.json` reads back to the same, wherever it lies.
  @Test(arguments: [
    [], ["data.train=-"],
    ["data.target=[\"a\", \"b\"]", "data.task=regression", "loss=mean_squared_error"],
  ])
  func writingReadsBack(overrides: [String]) throws {
    let text = try read(full, overrides: overrides).checked.value.written.onManyLines
    #expect(try read(text, named: "config.json").checked.value.written.onManyLines == text)
  }

  @Test func overridesReachEverywhere() throws {
    let configuration = try read(
      full,
      overrides: [
        "optimizer.learning_rate=0.1", "model.layers.0.units=8", "name=other", "loss.delta=2",
        "loss.name=huber", "data.delimiter=\"\\t\"", "model.layers.0.initializer.name=normal",
        "training.epochs=1e3",
      ]
    ).checked.value
    #expect(configuration.optimizer.learningRate == 0.1)
    #expect(configuration.model.layers[0].units == 8)
    #expect(configuration.name == "other")
    #expect((configuration.loss as? Huber)?.delta == 2)
    #expect(configuration.data.delimiter == "\t")
    #expect((configuration.model.layers[0] as? Dense)?.initializer is NormalInitializer)
    #expect(configuration.training.epochs == 1000)
  }

  @Test func exitCodes() throws {
    #expect(failing(full, overrides: ["optimizer"])?.status == .usage)
    #expect(failing(full, overrides: ["optimiser.learning_rate=1"])?.status == .configuration)
    #expect(failing(full, overrides: ["training.epochs=-1"])?.status == .configuration)
    #expect(failing("{")?.status == .configuration)
    for path in ["/nowhere/a.json", "/", ""] {
      #expect {
        try Configuration.read(file: path)
      } throws: {
        ($0 as? Failure)?.status == .noInput
      }
    }
  }

  /// Faults of keys laid over the smallest configuration.
  @Test(arguments: [
    ("data.train=\"\"", #""data.train" must be the path of a file, not """#),
    ("data.train=\"a\\u0000b\"", #""data.train" must be the path of a file, not "a\u0000b""#),
    ("data.train=[]", #""data.train" must be the path of a file or a list, not an empty list"#),
    (
      "data.validation=1",
      #""data.validation" must be a number above 0 and below 1 or the path of a file or a list, not 1"#
    ),
    (
      "data.test=0",
      #""data.test" must be a number above 0 and below 1 or the path of a file or a list or an object, not 0"#
    ),
    (
      "data.test=true",
      #""data.test" must be a number above 0 and below 1 or the path of a file or a list or an object, "#
        + "not true"
    ),
    (
      #"data.test={"fold": 6, "of": 5}"#, "fold 6 of 5, expected at most 5"
    ),
    (
      #"data.test={"fold": 1}"#,
      #"missing key "data.test.of": how many parts the rows are divided into"#
    ),
    (
      "data.target=3",
      #""data.target" must be the name of a column, not 3"#
    ),
    ("data.target=[]", #""data.target" must be the name of a column or a list, not an empty list"#),
    ("data.target=[1]", #""data.target.0" must be the name of a column, not 1"#),
    ("data.target=[\"a\", \"a\"]", #"the target "a" is named twice"#),
    ("data.inputs=[]", "expected at least one input"),
    ("data.inputs=x", #""data.inputs" must be a list, not "x""#),
    ("data.inputs=[\"a\", \"b\", \"a\"]", #"the input "a" is named twice"#),
    ("data.inputs=[\"a\", \"y\"]", #"the target "y" is among the inputs"#),
    ("data.ignore=[\"y\"]", #"the target "y" is among the ignored columns"#),
    (
      "data.task=classify",
      #""data.task" must be one of "classification", "regression", not "classify""#
    ),
    ("data.stratify=1", #""data.stratify" must be true or false, not 1"#),
    (
      "data.delimiter=;;",
      #""data.delimiter" must be one character, neither quote nor newline, not ";;""#
    ),
    (
      "data.delimiter=",
      #""data.delimiter" must be one character, neither quote nor newline, not """#
    ),
    (
      "data.delimiter=\"\\\"\"",
      #""data.delimiter" must be one character, neither quote nor newline, not "\"""#
    ),
    (
      "data.delimiter=\"\\n\"",
      #""data.delimiter" must be one character, neither quote nor newline, not "\n""#
    ),
    (
      "data.delimiter=\"\\r\\n\"",
      #""data.delimiter" must be one character, neither quote nor newline, not "\r\n""#
    ),
    (
      "preprocessing.numeric=minmax",
      #""preprocessing.numeric" must be one of "none", "standard", "min_max", "robust", "#
        + #""quantile", not "minmax", did you mean "min_max"?"#
    ),
    (
      "preprocessing.polynomial_degree=0",
      #""preprocessing.polynomial_degree" must be a whole number from 1 to 2147483647, not 0"#
    ),
    ("model.layers=[]", "expected at least one layer"),
    ("model.layers=[3]", #""model.layers.0" must be an object, not 3"#),
    (
      "model.layers.0.units=0",
      #""model.layers.0.units" must be a whole number from 1 to 2147483647, not 0"#
    ),
    (
      "model.layers.0.dropout=0.5", "the last layer cannot have dropout: its outputs are the result"
    ),
    (
      "model.layers.0.dropout=1",
      #""model.layers.0.dropout" must be a number of at least 0 and below 1, not 1"#
    ),
    ("model.layers=[{}, {}]", "units are missing; only the last layer may leave them out"),
    (
      "model.layers=[{\"unit\": 3}, {}]",
      #"unknown key "unit" in "model.layers.0", did you mean "units"?"#
    ),
    (
      "model.layers=[{\"units\": 3, \"activation\": \"softmax\"}, {}]",
      "softmax can only be the activation of the last layer"
    ),
    ("model.layers.0.activation=rleu", #"unknown activation "rleu", did you mean "relu"?"#),
    ("model.initial_weights=", #""model.initial_weights" must be the path of a file, not """#),
    ("loss=cross-entropy", #"unknown loss "cross-entropy", did you mean "cross_entropy"?"#),
    ("regularization.kind=l3", #"unknown regularization "l3", did you mean "l2"?"#),
    (
      "regularization.lambda=1",
      #"unknown key "lambda" in regularization "none", expected one of "max_norm", "kind""#
    ),
    (
      "optimizer.learning_rat=1",
      #"unknown key "learning_rat" in optimizer "adam", did you mean "learning_rate"?"#
    ),
    (
      "optimizer.learning_rate=0", #""optimizer.learning_rate" must be a number above 0, not 0"#
    ),
    (
      "optimizer.momentum=0.5",
      #"unknown key "momentum" in optimizer "adam", expected one of "learning_rate", "beta1", "#
        + #""beta2", "epsilon", "name""#
    ),
    (
      "training.epochs=2147483648",
      #""training.epochs" must be a whole number from 0 to 2147483647, not 2147483648"#
    ),
    (
      "training.batch_size=0",
      #""training.batch_size" must be a whole number from 1 to 2147483647, not 0"#
    ),
    (
      "training.seed=9223372036854775808",
      #""training.seed" must be a whole number from 0 to 9223372036854775807, not "#
        + "9223372036854775808"
    ),
    (
      "training.precision=float16",
      #""training.precision" must be one of "float32", "float64", not "float16", "#
        + #"did you mean "float32"?"#
    ),
    ("training=null", #""training" must be an object, not null"#),
    ("name=a/b", #""name" must be a valid name for a folder, not "a/b""#),
    ("name=..", #""name" must be a valid name for a folder, not "..""#),
    ("name=7", #""name" must be a valid name for a folder, not 7"#),
  ])
  func refuses(override: String, fault: String) throws {
    let failure = try #require(failing(smallest, overrides: [override]))
    #expect(failure.status == .configuration)
    #expect(failure.diagnostics.map(\.description) == ["--set \(override): \(fault)"])
  }

  @Test func sharesMustBeBelowOneTogether() throws {
    let failure = failing(smallest, overrides: ["data.validation=0.5", "data.test=0.5"])
    #expect(
      failure?.diagnostics.map(\.description) == [
        "--set data.test=0.5: validation and test, 0.5 and 0.5, must add up to less than 1"
      ])
    _ = try read(smallest, overrides: ["data.validation=0.5", "data.test=0.49"])
  }

  @Test func standardInputIsReadOnce() {
    let failure = failing(smallest, overrides: ["data.train=-", "data.test=-"])
    #expect(
      failure?.diagnostics.map(\.description) == [
        "--set data.test=-: only one of train, validation and test can be standard input"
      ])
  }

  @Test func allFaultsComeAtOnce() {
    let text = """
      {
        "data": { "trian": "a.csv", "inputs": ["a", "a"] },
        "model": { "layers": [ { "activation": "softmax" }, { "dropout": 0.5 } ] },
        "optimizer": { "name": "adam", "learning_rat": 0.1 },
        "optimizer": { "name": "sgd" },
        "epochs": 5
      }
      """
    #expect(
      failing(text)?.diagnostics.map(\.description) == [
        #"2:11: missing key "data.target": the column to predict, or in regression a "#
          + "list of columns",
        #"2:13: unknown key "trian" in "data", did you mean "train"?"#,
        #"2:47: the input "a" is named twice"#,
        "3:26: units are missing; only the last layer may leave them out",
        "3:42: softmax can only be the activation of the last layer",
        "3:68: the last layer cannot have dropout: its outputs are the result",
        #"4:34: unknown key "learning_rat" in optimizer "adam", did you mean "learning_rate"?"#,
        #"5:3: the key "optimizer" is given twice"#,
        #"5:26: unknown optimizer "sgd", expected one of "gradient_descent", "momentum", "#
          + #""nesterov", "adagrad", "rmsprop", "adam", "adamw""#,
        #"6:3: unknown key "epochs" in the configuration, expected one of "$schema", "name", "#
          + #""data", "preprocessing", "model", "loss", "regularization", "optimizer", "training""#,
      ])
  }

  @Test func anEmptyObjectLacksThreeKeys() {
    #expect(
      failing("{}")?.diagnostics.map(\.description) == [
        #"1:1: missing key "data.train": the CSV file of the training rows, with a header, plain "#
          + "or compressed by gzip or Zstandard; - for standard input; or several files with the same header, "
          + "whose rows are those of one table: a pattern such as part-*.csv (* for any characters, ? for one, "
          + "[a-z] for one of these), whose files come in the order of their names' bytes, or a list of paths "
          + "and patterns, in its order",
        #"1:1: missing key "data.target": the column to predict, or in regression a "#
          + "list of columns",
        #"1:1: missing key "model.layers": the layers from input to output, the last one being the "#
          + "output layer",
      ])
  }

  @Test func columnsMayHaveAnyName() throws {
    let configuration = try read(
      #"{"data": {"train": "ä.csv", "target": "Größe (m²)", "#
        + #""inputs": ["", "😀", "\u00e9", "e"]}, "model": {"layers": [{}]}}"#
    ).checked.value
    #expect(configuration.data.target == ["Größe (m²)"])
    #expect(configuration.data.inputs?.count == 4)
  }

  /// Every key, given a value of every wrong type and of text, is refused or read, never a crash,
  /// and what is refused names the override.
  @Test func everyKeyWithEveryType() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(smallest.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    func failing(_ override: String) -> Failure? {
      do {
        _ = try Configuration.read(file: file.path, overrides: [override])
        return nil
      } catch {
        return error
      }
    }
    func paths(_ fields: [FieldDescription], _ prefix: String) -> [String] {
      fields.flatMap { field in
        let path = prefix + field.key
        switch field.shape {
        case .object(let inner): return [path] + paths(inner, path + ".")
        case .list(.object(let inner)): return [path] + paths(inner, path + ".0.")
        case .list(.component(let choice)):
          return [path] + choice.components.flatMap { paths($0.fields, path + ".0.") }
        case .component(let choice):
          return [path] + choice.components.flatMap { paths($0.fields, path + ".") }
        default: return [path]
        }
      }
    }
    let all = paths(Configuration.descriptions, "")
    #expect(all.contains("model.layers.0.units") && all.contains("optimizer.weight_decay"))
    for path in all {
      for value in ["null", "{}", "[]", "[null]", "-1e400", "1e400", "\"\"", "true", "{\"x\": 1}"] {
        let override = "\(path)=\(value)"
        guard let failure = failing(override) else { continue }
        #expect(failure.status == .configuration)
        for diagnostic in failure.diagnostics {
          #expect(diagnostic.description.hasPrefix("--set \(override): "), "\(diagnostic)")
        }
      }
      // Null is never taken.
      #expect(failing("\(path)=null") != nil, "\(path)")
      #expect(failing("\(path)x=1")?.status == .configuration, "\(path)x")
    }
  }
}
