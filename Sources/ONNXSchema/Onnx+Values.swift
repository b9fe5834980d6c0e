#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import SwiftProtobuf

// The schema's bytes are Foundation's, so what is made of them is made here, and nothing else needs it.

extension Onnx_TensorProto {
  private init(_ type: DataType, _ extents: [Int]) {
    self.init()
    dims = extents.map(Int64.init)
    dataType = Int32(type.rawValue)
  }

  /// Numbers, row-major.
  /// - Parameter extents: none for a single number.
  package init(_ numbers: [Double], _ extents: [Int], isSingle: Bool) {
    self.init(isSingle ? .float : .double, extents)
    rawData =
      isSingle
      ? Self.bytes(numbers.map { Float($0).bitPattern.littleEndian })
      : Self.bytes(numbers.map { $0.bitPattern.littleEndian })
  }

  /// Whole numbers, as shapes and places are.
  package init(whole numbers: [Int], _ extents: [Int]) {
    self.init(.int64, extents)
    rawData = Self.bytes(numbers.map { Int64($0).littleEndian })
  }

  /// Conditions.
  package init(conditions: [Bool], _ extents: [Int]) {
    self.init(.bool, extents)
    rawData = Data(conditions.map { $0 ? 1 : 0 })
  }

  /// A list of texts.
  package init(texts: [String]) {
    self.init(.string, [texts.count])
    stringData = texts.map { Data($0.utf8) }
  }

  private static func bytes<Element>(_ numbers: [Element]) -> Data {
    numbers.withUnsafeBytes { Data($0) }
  }
}

extension Onnx_AttributeProto {
  private init(_ name: String, _ type: AttributeType) {
    self.init()
    self.name = name
    self.type = type
  }

  package static func whole(_ name: String, _ number: Int) -> Self {
    var attribute = Self(name, .int)
    attribute.i = Int64(number)
    return attribute
  }

  package static func whole(_ name: String, _ numbers: [Int]) -> Self {
    var attribute = Self(name, .ints)
    attribute.ints = numbers.map(Int64.init)
    return attribute
  }

  package static func text(_ name: String, _ text: String) -> Self {
    var attribute = Self(name, .string)
    attribute.s = Data(text.utf8)
    return attribute
  }
}

extension Onnx_ValueInfoProto {
  /// A list with an element for each row.
  package init(_ name: String, _ type: Onnx_TensorProto.DataType, doc: String) {
    self.init()
    self.name = name
    docString = doc
    var rows = Onnx_TensorShapeProto.Dimension()
    rows.dimParam = "rows"
    self.type.tensorType.elemType = Int32(type.rawValue)
    self.type.tensorType.shape.dim = [rows]
  }
}

extension Onnx_ModelProto {
  /// The bytes of a file; nil where a message cannot be as long as it would be.
  package var bytes: [UInt8]? { try? serializedBytes() }
}
