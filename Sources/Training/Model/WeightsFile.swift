import Engine
import Spec
import Tabular

/// The tensors of a network in a safetensors file.
struct WeightsFile {
  private let file: SafetensorsFile
  /// In the order of the network's parameters.
  private let entries: [TensorEntry]

  /// Finds a network's tensors, all of them and no others.
  ///
  /// - Parameter failure: makes the failure where names, shapes or number types are not the
  ///   network's, from one message for each and one that lists what was expected.
  init(
    _ file: SafetensorsFile, of network: Network, failure: ([String]) -> Failure
  ) throws(Failure) {
    var messages: [String] = []
    var entries: [TensorEntry] = []
    var found = Dictionary(
      file.header.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for parameter in network.parameters {
      guard let entry = found.removeValue(forKey: parameter.name) else {
        messages.append("tensor \(parameter.name.quoted) is missing")
        continue
      }
      if entry.shape != parameter.shape {
        messages.append(
          "tensor \(entry.name.quoted) has shape \(entry.shape), expected \(parameter.shape)")
      }
      if entry.type != .float32, entry.type != .float64 {
        messages.append(
          "tensor \(entry.name.quoted) has dtype \(entry.type.rawValue), expected F32 or F64")
      }
      entries.append(entry)
    }
    let names = network.parameters.map(\.name)
    for entry in file.header.tensors where found[entry.name] != nil {
      messages.append(
        "tensor \(entry.name.quoted) is not the model's\(suggestion(for: entry.name, among: names))"
      )
    }
    guard messages.isEmpty else {
      let expected = network.parameters.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
      throw failure(messages + ["expected the tensors \(expected)"])
    }
    self.file = file
    self.entries = entries
  }

  /// Reads the tensors into a network.
  /// - Throws: `data` where a number is not finite, or not in the network's precision.
  func load<S: RunScalar>(into learner: Learner<S>) throws(Failure) {
    for (number, entry) in entries.enumerated() {
      let values = try file.values(of: entry, as: S.self)
      guard values.allSatisfy(\.isFinite) else {
        throw Failure(
          .data, at: .file(file.path),
          "tensor \(entry.name.quoted) holds a number that is not finite in \(S.precisionName)")
      }
      learner.setParameter(number, to: values)
    }
  }
}
