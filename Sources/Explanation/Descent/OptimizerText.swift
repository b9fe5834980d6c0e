import Engine
import Spec
import System

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
    let parts = text.parts(at: ":", most: 2)
    var members = [JSONMember("name", JSONValue(.text(parts[0]), at: place), at: place)]
    for field in parts.dropFirst().first?.parts(at: ",") ?? [] where !field.isEmpty {
      let sides = field.parts(at: "=", most: 2)
      guard sides.count == 2, Double(sides[1]) != nil else {
        throw Failure(.usage, at: place, "\(field.quoted), expected FIELD=NUMBER")
      }
      members.append(JSONMember(sides[0], JSONValue(.number(sides[1]), at: place), at: place))
    }
    let json = JSONValue.object([("optimizer", JSONValue(.object(members), at: place))])
    optimizer = try Choice.read(json, title: "--optimizer", status: .usage).value.optimizer
  }
}
