import Foundation
import Testing

/// The folder of a run, read back.
struct RunFolder {
  let url: URL

  init(_ url: URL) { self.url = url }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: url.appendingPathComponent(name))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func json(_ name: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: bytes(name)) as? [String: Any] ?? [:]
  }

  /// A metric of a split.
  func metric(_ split: String, _ name: String) throws -> Double {
    let metrics = try json("metrics.json")[split] as? [String: Any]
    return metrics?[name] as? Double ?? .nan
  }

  /// The rows of a CSV file behind its header.
  func rows(_ name: String) throws -> [[String: String]] {
    let lines = try text(name).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  /// A column of numbers; a cell that is none is left out.
  func column(_ column: String, of name: String = "curves.csv") throws -> [Double] {
    try rows(name).compactMap { $0[column].flatMap(Double.init) }
  }

  /// The last number in a column of the curves.
  func last(_ column: String) throws -> Double { try #require(self.column(column).last) }

  /// The first epoch at whose end a column of the curves is below a value.
  func firstEpoch(_ column: String = "train_loss", below value: Double) throws -> Int {
    try #require(self.column(column).firstIndex { $0 < value })
  }

  /// The curves without the seconds, the steps and the model: what must be the same in equal runs.
  func repeatable() throws -> [Data] {
    let curves = try text("curves.csv").split(separator: "\n").map { line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false)
      cells.remove(at: 2)
      return cells.joined(separator: ",")
    }
    return [
      Data(curves.joined(separator: "\n").utf8), try bytes("model.safetensors"),
      exists("steps.csv") ? try bytes("steps.csv") : Data(),
    ]
  }

  /// Overwrites a tensor of the model where it stands.
  func setTensor(_ name: String, to values: [Double]) throws {
    var data = try bytes("model.safetensors")
    let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let header =
      try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any] ?? [:]
    let entry = try #require(header[name] as? [String: Any])
    let offsets = try #require(entry["data_offsets"] as? [Int])
    let bytes =
      entry["dtype"] as? String == "F64"
      ? values.withUnsafeBytes { Data($0) }
      : values.map(Float.init).withUnsafeBytes { Data($0) }
    try #require(offsets[1] - offsets[0] == bytes.count)
    data.replaceSubrange(8 + length + offsets[0]..<8 + length + offsets[1], with: bytes)
    try data.write(to: url.appendingPathComponent("model.safetensors"))
  }

  /// The tensors of the model, read by the letter of the format's description.
  func tensors() throws -> [String: (shape: [Int], values: [Double])] {
    let data = try bytes("model.safetensors")
    let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let header =
      try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any] ?? [:]
    var tensors: [String: (shape: [Int], values: [Double])] = [:]
    for case (let name, let entry as [String: Any]) in header where name != "__metadata__" {
      let shape = entry["shape"] as? [Int] ?? []
      let offsets = entry["data_offsets"] as? [Int] ?? [0, 0]
      let bytes = Data(data[(8 + length + offsets[0])..<(8 + length + offsets[1])])
      let values: [Double] = bytes.withUnsafeBytes { bytes in
        entry["dtype"] as? String == "F64"
          ? (0..<bytes.count / 8).map {
            bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self)
          }
          : (0..<bytes.count / 4).map {
            Double(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self))
          }
      }
      tensors[name] = (shape, values)
    }
    return tensors
  }
}
