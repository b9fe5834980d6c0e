package import Spec
import Training

extension RunOverview {
  /// The configuration in brief: its components, and of the other keys those that do not have their
  /// default; what the model itself tells is left out where there is one.
  package var settings: [(key: String, value: String)] {
    settings(configuration.written, Configuration.descriptions, below: "")
  }

  /// What the run's name and its model tell.
  private static let told = ["name", "data.target", "data.inputs", "data.task", "model.layers"]

  private func settings(
    _ part: JSONValue, _ fields: [FieldDescription], below path: String
  ) -> [(key: String, value: String)] {
    fields.flatMap { field -> [(key: String, value: String)] in
      let key = path + field.key
      guard let value = part[field.key], model == nil || !Self.told.contains(key) else { return [] }
      switch field.shape {
      case .object(let fields): return settings(value, fields, below: key + ".")
      case .component(let choice): return [(key, value.component(tag: choice.tag))]
      default:
        let isDefault = value.onOneLine == field.defaultValue?.onOneLine
        return isDefault ? [] : [(key, value.text ?? value.brief.onOneLine)]
      }
    }
  }
}

extension JSONValue {
  /// A component in brief: `adam (learning_rate 0.001, beta1 0.9)`.
  package func component(tag: String = "name") -> String {
    guard let name = self[tag]?.text, let members else { return text ?? onOneLine }
    let fields = members.filter { $0.key != tag }.map { "\($0.key) \($0.value.brief.onOneLine)" }
    return fields.isEmpty ? name : "\(name) (\(fields.joined(separator: ", ")))"
  }
}
