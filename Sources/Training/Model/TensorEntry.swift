/// A tensor as the header of a safetensors file describes it.
struct TensorEntry: Sendable {
  let name: String
  let type: TensorType
  let shape: [Int]
  /// Its bytes, counted from the end of the header.
  let bytes: Range<Int>
}
