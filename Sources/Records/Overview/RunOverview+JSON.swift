package import Spec
import Tabular
import Training

extension RunOverview {
  /// What `show --json` prints.
  package var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("run", .text(directory)), ("ending", .text(ending.rawValue)), ("epochs", .integer(epochs)),
      ("steps", .integer(steps)), ("seconds", .number(seconds)),
    ]
    if let divergence { members.append(("divergence", divergence.json)) }
    if let bestEpoch { members.append(("best_epoch", .integer(bestEpoch))) }
    if let model {
      members += [
        ("task", .text(model.encoder.task.rawValue)),
        ("targets", .list(model.encoder.targets.map { .text($0) })),
      ]
      if let classes = model.encoder.classes {
        members.append(("classes", .list(classes.names.map { .text($0) })))
      }
      members += [
        ("precision", .text(model.precision.rawValue)),
        ("parameters", .integer(parameters)),
        ("columns", .list(columns(of: model.encoder))),
        ("groups", .list(model.encoder.groups.map(\.json))),
        ("layers", .list(layers.map(\.json))),
        (
          "metrics", .object(splits.map { ($0.name, $0.json) })
        ),
      ]
    }
    members += [
      ("configuration", configuration.written),
      ("files", .object(files.map { ($0.name, .integer($0.size)) })),
    ]
    return .object(members)
  }

  /// Each input column with its type, the number of inputs that it becomes, and what the model keeps of
  /// it.
  private func columns(of encoder: Encoder) -> [JSONValue] {
    zip(encoder.inputs, encoder.json["inputs"]?.list ?? []).map { input, kept in
      .object(
        [
          ("name", .text(input.name)), ("type", .text(input.type.rawValue)),
          ("inputs", .integer(input.width)),
        ] + (kept.members ?? []).dropFirst().map { ($0.key, $0.value) })
    }
  }
}
