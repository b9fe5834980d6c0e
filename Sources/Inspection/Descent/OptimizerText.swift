import Engine
import Spec

/// An optimizer as the command line has it: `adam`, or `adam:learning_rate=0.1,beta1=0.8`.
struct OptimizerText {
  let optimizer: any Optimizer

  private struct Choice: Declared {
    var optimizer: any Optimizer = GradientDescent()
    static let fields: [Field<Choice>] = [
      Field("optimizer", \.optimizer, .component(in: Optimizers.registry), "the optimizer")
    ]
  }

  /// - Throws: `usage` for an unknown name or field, or a wrong value.
  init(_ text: String) throws(Failure) {
    let place = Location.file("--optimizer \(text)")
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var members = [JSONMember("name", JSONValue(.text(String(parts[0])), at: place), at: place)]
    for field in parts.dropFirst().first?.split(separator: ",") ?? [] {
      let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, Double(sides[1]) != nil else {
        throw Failure(.usage, at: place, "\(String(field).quoted), expected FIELD=NUMBER")
      }
      members.append(
        JSONMember(String(sides[0]), JSONValue(.number(String(sides[1])), at: place), at: place))
    }
    let json = JSONValue.object([("optimizer", JSONValue(.object(members), at: place))])
    optimizer = try Choice.read(json, title: "--optimizer", status: .usage).value.optimizer
  }
}
