import Spec
import System
import Tabular

/// The header of a safetensors file: https://github.com/huggingface/safetensors#format.
struct SafetensorsHeader: Sendable {
  /// The largest header that is read, the limit of the format's own library.
  static let largestSize = 100_000_000

  /// In the order in which they lie in the file.
  let tensors: [TensorEntry]
  let metadata: [(key: String, value: String)]

  subscript(metadata key: String) -> String? { metadata.first { $0.key.isSame(as: key) }?.value }

  /// Reads a header's JSON.
  ///
  /// - Parameters:
  ///   - bytes: the header.
  ///   - dataSize: how many bytes follow it, all of which must be some tensor's.
  ///   - damaged: makes the failure of a fault.
  /// - Throws: `data` where anything is not as the format has it.
  init(_ bytes: [UInt8], dataSize: Int, _ damaged: (String) -> Failure) throws(Failure) {
    guard bytes.first == UInt8(ascii: "{") else {
      throw damaged("its header does not begin with \"{\"")
    }
    let json: JSONValue
    do {
      json = try JSONReader.read(bytes, at: .file("header"), status: .data)
    } catch {
      let reason = error.diagnostics.first?.description ?? ""
      throw damaged("its header is not JSON (\(reason))")
    }

    var tensors: [TensorEntry] = []
    var metadata: [(key: String, value: String)] = []
    for member in json.members ?? [] {
      if member.key == "__metadata__" {
        for item in try Self.texts(member.value, damaged) { metadata.append(item) }
      } else {
        tensors.append(try Self.entry(member, damaged))
      }
    }
    // Tensors without elements may lie anywhere in the order of those with some.
    tensors.sort { ($0.bytes.lowerBound, $0.bytes.count) < ($1.bytes.lowerBound, $1.bytes.count) }
    var end = 0
    for tensor in tensors {
      guard tensor.bytes.lowerBound == end else {
        throw damaged(
          tensor.bytes.lowerBound < end
            ? "the bytes of tensor \(tensor.name.quoted) also belong to another tensor"
            : "\(tensor.bytes.lowerBound - end) bytes before tensor \(tensor.name.quoted) belong to no "
              + "tensor")
      }
      end = tensor.bytes.upperBound
    }
    guard end <= dataSize else {
      throw damaged("its tensors take \(end) bytes, but \(dataSize) follow the header")
    }
    guard end == dataSize else {
      throw damaged("the last \(dataSize - end) bytes belong to no tensor")
    }
    self.tensors = tensors
    self.metadata = metadata
  }

  /// What a file begins with: the length of the header and the header, padded so that the numbers behind it
  /// begin at a multiple of 8.
  /// - Parameter tensors: in the order in which their numbers follow.
  static func bytes(
    metadata: [(key: String, value: String)],
    tensors: [(name: String, type: TensorType, shape: [Int])]
  ) -> [UInt8] {
    var members = [("__metadata__", JSONValue.object(metadata.map { ($0.key, .text($0.value)) }))]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.shape.reduce(tensor.type.size, *)
      members.append(
        (
          tensor.name,
          .object([
            ("dtype", .text(tensor.type.rawValue)),
            ("shape", .list(tensor.shape.map { .integer($0) })),
            ("data_offsets", .list([.integer(offset), .integer(end)])),
          ])
        ))
      offset = end
    }
    var header = Array(JSONValue.object(members).onOneLine.utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header
  }

  private static func texts(
    _ json: JSONValue, _ damaged: (String) -> Failure
  ) throws(Failure) -> [(key: String, value: String)] {
    guard let members = json.members else { throw damaged("its __metadata__ is not an object") }
    var texts: [(key: String, value: String)] = []
    for member in members {
      guard let text = member.value.text else {
        throw damaged("its __metadata__ does not hold a string at \(member.key.quoted)")
      }
      texts.append((member.key, text))
    }
    return texts
  }

  private static func entry(
    _ member: JSONMember, _ damaged: (String) -> Failure
  ) throws(Failure) -> TensorEntry {
    let name = member.key.quoted
    guard let fields = member.value.members else {
      throw damaged("the description of tensor \(name) is not an object")
    }
    for field in fields where !["dtype", "shape", "data_offsets"].contains(field.key) {
      throw damaged("the description of tensor \(name) has the unknown key \(field.key.quoted)")
    }
    guard let typeName = member.value["dtype"]?.text else {
      throw damaged("tensor \(name) has no dtype")
    }
    guard let type = TensorType(rawValue: typeName) else {
      throw damaged("tensor \(name) has the unknown dtype \(typeName.quoted)")
    }
    guard let shape = member.value["shape"]?.sizes else {
      throw damaged("tensor \(name) has no shape; expected a list of sizes")
    }
    guard let offsets = member.value["data_offsets"]?.sizes, offsets.count == 2,
      offsets[0] <= offsets[1]
    else { throw damaged("tensor \(name) has no data_offsets; expected [begin, end]") }
    // A size of 0 makes the tensor empty, however large the others are.
    let count =
      shape.contains(0) ? 0 : shape.reduce(type.size) { MachineMemory.saturatedProduct($0, $1) }
    guard count == offsets[1] - offsets[0] else {
      throw damaged(
        "tensor \(name) of shape \(shape) and dtype \(typeName) does not take the "
          + "\(offsets[1] - offsets[0]) bytes that its data_offsets state")
    }
    return TensorEntry(name: member.key, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}

extension JSONValue {
  /// The whole numbers of at least 0 in a list, or nil where it is anything else.
  fileprivate var sizes: [Int]? {
    guard let list else { return nil }
    let sizes = list.compactMap { $0.integer.flatMap { $0 >= 0 ? $0 : nil } }
    return sizes.count == list.count ? sizes : nil
  }
}
