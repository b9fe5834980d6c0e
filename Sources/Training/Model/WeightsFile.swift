package import Engine
import Spec
import System
import Tabular

/// The tensors of a network in a safetensors file.
package struct WeightsFile {
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
          ?? found.removeValue(forKey: Self.moduleName(of: parameter))
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
        "tensor \(entry.name.quoted) is not part of the model\(suggestion(for: entry.name, among: names))"
      )
    }
    guard messages.isEmpty else {
      let expected = network.tensors.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
      throw failure(messages + ["expected the tensors \(expected)"])
    }
    self.file = file
    self.entries = entries
  }

  /// The name of a tensor in a module of PyTorch, which numbers the weights of recurrent layers, as
  /// `weight_ih_l0_reverse`.
  package static func moduleName(of tensor: Network.Tensor) -> String {
    let (name, suffix) = (tensor.name, "_reverse")
    guard ["_ih", "_hh"].contains(where: { name.hasSuffix($0) || name.hasSuffix($0 + suffix) })
    else {
      return name
    }
    return name.hasSuffix(suffix) ? name.dropLast(suffix.count) + "_l0" + suffix : name + "_l0"
  }

  /// The bytes of a safetensors file that a module of PyTorch takes as its state.
  /// - Parameter tensors: each with its elements, row-major.
  package static func moduleBytes<S: Scalar>(
    _ tensors: [(tensor: Network.Tensor, elements: [S])]
  ) -> [UInt8] {
    SafetensorsHeader.bytes(
      metadata: [("format", "pt")],
      tensors: tensors.map { (moduleName(of: $0.tensor), TensorType(of: S.self), $0.tensor.shape) })
      + tensors.flatMap { $0.elements.withUnsafeBytes { Array($0) } }
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
