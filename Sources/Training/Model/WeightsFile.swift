import Engine
import Spec
import System
import Tabular

/// The tensors of a network in a safetensors file.
struct WeightsFile {
  private let file: SafetensorsFile
  var path: String { file.path }
  /// What the file has for each tensor of the network.
  private let entries: [(tensor: Network.Tensor, entry: TensorEntry)]

  /// Finds a network's tensors, all of them and no others. Names may be those of a PyTorch module, which
  /// numbers the weights of recurrent layers (`weight_ih_l0_reverse`) and counts batches beside running
  /// statistics.
  ///
  /// - Parameter failure: makes the failure where names, shapes or number types are not the
  ///   network's, from one message for each and one that lists what was expected.
  init(
    _ file: SafetensorsFile, of network: Network, failure: ([String]) -> Failure
  ) throws(Failure) {
    var messages: [String] = []
    var entries: [(tensor: Network.Tensor, entry: TensorEntry)] = []
    var found = Dictionary(
      file.header.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for parameter in network.tensors {
      guard
        let entry = found.removeValue(forKey: parameter.name)
          ?? found.removeValue(forKey: Self.numbered(parameter.name))
      else {
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
      entries.append((parameter, entry))
    }
    let names = network.tensors.map(\.name)
    for entry in file.header.tensors
    where found[entry.name] != nil && !entry.name.hasSuffix(".num_batches_tracked") {
      messages.append(
        "tensor \(entry.name.quoted) is not the model's\(suggestion(for: entry.name, among: names))"
      )
    }
    guard messages.isEmpty else {
      let expected = network.tensors.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
      throw failure(messages + ["expected the tensors \(expected)"])
    }
    self.file = file
    self.entries = entries
  }

  /// The name of a recurrent layer's tensor where layers of several steps in one module are numbered, as
  /// `weight_ih_l0_reverse`.
  private static func numbered(_ name: String) -> String {
    let suffix = "_reverse"
    guard ["_ih", "_hh"].contains(where: { name.hasSuffix($0) || name.hasSuffix($0 + suffix) })
    else {
      return name
    }
    return name.hasSuffix(suffix) ? name.dropLast(suffix.count) + "_l0" + suffix : name + "_l0"
  }

  /// Reads the tensors into a network.
  /// - Throws: `data` where a number is not finite, or not in the network's precision, or less than can be.
  func load<S: RunScalar>(into learner: Learner<S>) throws(Failure) {
    for (tensor, entry) in entries {
      let values = try file.values(of: entry, as: S.self)
      guard values.allSatisfy(\.isFinite) else {
        throw Failure(
          .data, at: .file(file.path),
          "tensor \(entry.name.quoted) holds a number that is not finite in \(S.precisionName)")
      }
      if let low = values.first(where: { Double($0) < tensor.least }) {
        throw Failure(
          .data, at: .file(file.path),
          "tensor \(entry.name.quoted) holds \(low), expected at least \(tensor.least)")
      }
      learner.set(tensor, to: values)
    }
  }
}
