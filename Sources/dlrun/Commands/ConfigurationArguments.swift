import ArgumentParser
import Spec
import System
import Training

/// The configuration that a command works on, with what overrides its keys.
struct ConfigurationArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The configuration, a JSON file.", valueName: "config"),
    completion: .file(extensions: ["json"]))
  var configuration: String

  @OptionGroup var overrides: OverrideArguments

  func read() throws(Failure) -> Checked<Configuration> {
    try Configuration.read(file: configuration, overrides: overrides.texts)
  }
}

/// What overrides keys of a configuration.
struct OverrideArguments: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Override a key of the configuration, as in optimizer.learning_rate=0.1 or "
        + "model.layers.0.units=8; may be repeated. Quote a name with dots, as in "
        + #"'data.columns."sepal.length".type=ignore'."#,
      valueName: "key=value"))
  var texts: [String] = []
}
