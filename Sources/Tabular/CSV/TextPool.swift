/// Distinct texts, numbered from 0 in the order in which they came.
struct TextPool {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt32] = []
  /// Open addressing: code + 1, or 0 where free; a power of two of places, at most half of them used.
  private var places: [UInt32] = Array(repeating: 0, count: 16)

  var count: Int { ends.count }

  /// The bytes of the text with that code.
  subscript(code: Int) -> ArraySlice<UInt8> {
    bytes[(code == 0 ? 0 : ends[code - 1])..<ends[code]]
  }

  /// The text with that code.
  func string(_ code: Int) -> String { String(decoding: self[code], as: UTF8.self) }

  /// Distinct texts, numbered in their order.
  init(_ texts: [String] = []) {
    for text in texts { _ = Array(text.utf8).withUnsafeBufferPointer { code(of: $0) } }
  }

  /// The text's code, a new one where the text is new.
  mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = Self.hash(of: text)
    let place = place(of: text, hash)
    if places[place] != 0 { return Int(places[place]) - 1 }
    let code = ends.count
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    hashes.append(hash)
    places[place] = UInt32(code + 1)
    if ends.count * 2 > places.count { enlarge() }
    return code
  }

  /// The text's code; nil where the text is new.
  func knownCode(of text: UnsafeBufferPointer<UInt8>) -> Int? {
    let place = place(of: text, Self.hash(of: text))
    return places[place] == 0 ? nil : Int(places[place]) - 1
  }

  /// FNV-1a, its bits mixed once more, since the table looks at the low ones.
  private static func hash(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }

  /// Where the text's code is, or would be.
  private func place(of text: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
    var place = Int(hash) & (places.count - 1)
    while places[place] != 0 {
      let code = Int(places[place]) - 1
      if hashes[code] == hash, equals(code, text) { break }
      place = (place + 1) & (places.count - 1)
    }
    return place
  }

  private func equals(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = code == 0 ? 0 : ends[code - 1]
    guard ends[code] - start == text.count else { return false }
    for index in 0..<text.count where bytes[start + index] != text[index] { return false }
    return true
  }

  private mutating func enlarge() {
    places = Array(repeating: 0, count: places.count * 2)
    for (code, hash) in hashes.enumerated() {
      var place = Int(hash) & (places.count - 1)
      while places[place] != 0 { place = (place + 1) & (places.count - 1) }
      places[place] = UInt32(code + 1)
    }
  }
}
