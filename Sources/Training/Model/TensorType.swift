import Engine

/// The number types of the safetensors format.
enum TensorType: String, Sendable {
  case float32 = "F32"
  case float64 = "F64"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case float8E4M3 = "F8_E4M3"
  case float8E5M2 = "F8_E5M2"
  case boolean = "BOOL"
  case integer8 = "I8"
  case integer16 = "I16"
  case integer32 = "I32"
  case integer64 = "I64"
  case unsigned8 = "U8"
  case unsigned16 = "U16"
  case unsigned32 = "U32"
  case unsigned64 = "U64"

  /// The size of a number in bytes.
  var size: Int {
    switch self {
    case .boolean, .integer8, .unsigned8, .float8E4M3, .float8E5M2: 1
    case .integer16, .unsigned16, .float16, .bfloat16: 2
    case .integer32, .unsigned32, .float32: 4
    case .integer64, .unsigned64, .float64: 8
    }
  }

  /// The type of a network's numbers.
  init<S: Scalar>(of _: S.Type) { self = S.self == Float.self ? .float32 : .float64 }
}
