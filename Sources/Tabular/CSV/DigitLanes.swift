/// Eight neighbouring cells, read at once as whole numbers of at most four digits.
///
/// The same steps for all of them, whatever their lengths: nothing branches on what a cell holds.
struct DigitLanes {
  static let count = 8

  /// The numbers; meaningful where `areNumbers`.
  let values: SIMD8<Int32>
  /// Whether all eight are one to four digits and nothing else.
  let areNumbers: Bool
  /// Whether one of them has zeros before its number, as `07`; meaningful where `areNumbers`.
  let areZeroPadded: Bool

  /// - Parameters:
  ///   - text: what `ends` counts from; four bytes from the start of each cell on must be readable.
  ///   - ends: the ends of the cells, with the end of the cell before them at -1.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>) {
    let behind = UnsafeRawPointer(ends).loadUnaligned(as: SIMD8<UInt32>.self)
    let before = UnsafeRawPointer(ends - 1).loadUnaligned(as: SIMD8<UInt32>.self)
    let lengths = behind &- before &- 1
    var bytes = SIMD8<UInt32>()
    for lane in 0..<Self.count {
      let start = text + Int(ends[lane - 1] &+ 1)
      bytes[lane] = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self).littleEndian
    }
    // Zeros take the places before the first digit; see `DigitWord` for the arithmetic.
    let digits = (bytes ^ 0x3030_3030) &<< (32 &- lengths &* 8)
    let faults = (lengths &- 1) &>> 2 | (digits &+ 0x7676_7676 | digits) & 0x8080_8080
    areNumbers = Self.areZero(faults)
    // 0 where the first of several characters is a zero; the highest bit of what is less by 1 tells.
    let isSingle = ((lengths &>> 1) &- 1) &>> 31
    let unpadded = ((bytes & 0xff) ^ 0x30) | isSingle
    areZeroPadded = !Self.areZero((unpadded &- 1) &>> 31)
    let pairs = (digits &* 10 &+ (digits &>> 8)) & 0x00ff_00ff
    values = SIMD8(truncatingIfNeeded: (pairs &* 0x0064_0001) &>> 16)
  }

  /// Whether all lanes are 0: not by `==`, which looks at one after the other.
  @inline(__always)
  private static func areZero(_ lanes: SIMD8<UInt32>) -> Bool {
    let halves = unsafeBitCast(lanes.lowHalf | lanes.highHalf, to: SIMD2<UInt64>.self)
    return halves[0] | halves[1] == 0
  }
}
