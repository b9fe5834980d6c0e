import Engine
package import System

/// A safetensors file that is open for reading.
package struct SafetensorsFile: Sendable {
  let header: SafetensorsHeader
  private let file: RegularFile
  /// Where the tensors' bytes begin.
  private let start: Int

  var path: String { file.path }

  /// Opens a file and reads its header.
  ///
  /// - Throws: `noInput` where the file is missing or unreadable, `data` where it is no whole
  ///   safetensors file.
  package init(path: String) throws(Failure) {
    let file = try RegularFile(path: path)
    func damaged(_ message: String) -> Failure {
      Failure(.data, at: .file(path), "not a complete safetensors file: " + message)
    }
    guard file.size >= 8 else {
      throw damaged("its \(file.size) bytes cannot hold the header's length")
    }
    var length: UInt64 = 0
    if let failure = withUnsafeMutableBytes(of: &length, { file.read(into: $0, at: 0) }) {
      throw failure
    }
    length = UInt64(littleEndian: length)
    guard length <= SafetensorsHeader.largestSize else {
      throw damaged(
        "its header would take \(length) bytes, at most \(SafetensorsHeader.largestSize) are allowed"
      )
    }
    start = 8 + Int(length)
    guard start <= file.size else {
      throw damaged("its header would take \(length) bytes, the file has \(file.size)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    if let failure = bytes.withUnsafeMutableBytes({ file.read(into: $0, at: 8) }) { throw failure }
    header = try SafetensorsHeader(bytes, dataSize: file.size - start, damaged)
    self.file = file
  }

  /// The check of all bytes before those of a tensor.
  func checksum(before tensor: TensorEntry) throws(Failure) -> UInt32 {
    try file.checksum(of: start + tensor.bytes.lowerBound)
  }

  /// The bytes of a tensor.
  func bytes(of tensor: TensorEntry) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: tensor.bytes.count)
    let place = start + tensor.bytes.lowerBound
    if let failure = bytes.withUnsafeMutableBytes({ file.read(into: $0, at: place) }) {
      throw failure
    }
    return bytes
  }

  /// The numbers of a tensor of type F32 or F64 as another type has them; no other type is read.
  func values<S: Scalar>(of tensor: TensorEntry, as type: S.Type) throws(Failure) -> [S] {
    switch tensor.type {
    case .float32: return try numbers(of: tensor, Float.self).map { S($0) }
    case .float64: return try numbers(of: tensor, Double.self).map { S($0) }
    default: return []
    }
  }

  private func numbers<Number: Scalar>(
    of tensor: TensorEntry, _: Number.Type
  ) throws(Failure) -> [Number] {
    var numbers = [Number](repeating: 0, count: tensor.bytes.count / MemoryLayout<Number>.stride)
    let place = start + tensor.bytes.lowerBound
    if let failure = numbers.withUnsafeMutableBytes({ file.read(into: $0, at: place) }) {
      throw failure
    }
    return numbers
  }
}
