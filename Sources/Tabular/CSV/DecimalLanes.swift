/// Eight neighbouring cells, read at once as decimal numbers of at most eight characters: digits, a point
/// among or around them, and a minus before them.
///
/// The same steps for all of them, whatever their lengths: nothing branches on what a cell holds.
struct DecimalLanes {
  static let count = 8
  /// At most so many digits are behind a point.
  static let mostDecimals = 7

  /// The numbers nearest to the texts; meaningful where `areNumbers`, as all that follows.
  let values: SIMD8<Double>
  /// Whether all eight cells are such numbers and nothing else.
  let areNumbers: Bool
  /// Of each number a bit that tells where the point is: the bit `mostDecimals` − d for d digits behind it; 0
  /// where there is none.
  let points: SIMD8<UInt64>
  /// Whether one of them is digits alone, with zeros before the number, as `07`.
  let areZeroPadded: Bool
  /// Whether all are one to four digits, which `DigitLanes` reads sooner.
  let areShort: Bool

  /// - Parameters:
  ///   - text: what `ends` counts from; eight bytes from the start of each cell on must be readable.
  ///   - ends: the ends of the cells, with the end of the cell before them at -1.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>) {
    let behind = UnsafeRawPointer(ends).loadUnaligned(as: SIMD8<UInt32>.self)
    let before = UnsafeRawPointer(ends - 1).loadUnaligned(as: SIMD8<UInt32>.self)
    let lengths = SIMD8<UInt64>(truncatingIfNeeded: behind &- before &- 1)
    var bytes = SIMD8<UInt64>()
    for lane in 0..<Self.count {
      let start = text + Int(ends[lane - 1] &+ 1)
      bytes[lane] = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian
    }
    bytes ^= Self.bytes(of: 0x30)
    // 1 where the first character is a minus, in the place of which comes a zero.
    let minus = (((bytes & 0xff) ^ 0x1d) &- 1) &>> 63
    let isPadded = ((bytes & 0xff) &- 1) &>> 63 & (1 &- ((lengths &- 2) &>> 63))
    bytes ^= minus &* 0x1d
    // Zeros take the places before the first character, so that the last one is in the highest byte.
    bytes &<<= 64 &- lengths &* 8
    // The highest bit of each byte that is a point, as no digit's is; other bytes are found out below.
    let point = (bytes &<< 3) & Self.bytes(of: 0x80)
    // All bits below the first point; all bits where there is none.
    let below = (point &>> 7) &- 1
    let hasPoint = 1 &- (below &>> 63)
    // Eight times the point's byte, or 64: as many bits as are below.
    var shift = below & Self.bytes(of: 8)
    shift &+= shift &>> 32
    shift &+= shift &>> 16
    shift &+= shift &>> 8
    shift &= 0xff
    // The digits before the point, the last one in the highest byte; those behind it, with a zero in the
    // place of the point, the first one in the second byte, and zeros behind them. Where there is no point
    // all digits are before it.
    let whole = (bytes & below) &<< (64 &- shift)
    let fraction = ((bytes & ~below) &>> shift) ^ ((0 &- hasPoint) & 0x1e)
    let digits = lengths &- minus &- hasPoint
    let high = Self.bytes(of: 0x80)
    let tooHigh = Self.bytes(of: 0x76)
    // The lowest bit where the number is long, the second where it is padded, others where there is none.
    var findings = (((whole &+ tooHigh) | whole) | ((fraction &+ tooHigh) | fraction)) & high
    // No characters or more than eight; no digit.
    findings |= (fraction & 0xff) &<< 8
    findings |= (lengths &- 1) & ~7 | (digits &- 1) & 0x8000_0000_0000_0000
    findings |= ((lengths &- 1) &>> 2 | minus | hasPoint) & 1
    findings |= (isPadded & ~hasPoint) &<< 1
    let found = Self.union(of: findings)
    areNumbers = found & ~3 == 0
    areZeroPadded = found & 2 != 0
    areShort = found & 1 == 0
    points = (SIMD8(repeating: 1) &<< (shift &>> 3)) & 0xff
    // Below 10¹⁵, so that the quotient is the nearest number.
    let scaled = Self.number(whole) &* 10_000_000 &+ Self.number(fraction)
    let magic = SIMD8<UInt64>(repeating: 0x4330_0000_0000_0000)
    let magnitudes =
      (unsafeBitCast(scaled | magic, to: SIMD8<Double>.self) - 0x1p52) / 10_000_000
    values = unsafeBitCast(
      unsafeBitCast(magnitudes, to: SIMD8<UInt64>.self) | minus &<< 63, to: SIMD8<Double>.self)
  }

  @inline(__always)
  private static func bytes(of byte: UInt64) -> SIMD8<UInt64> {
    SIMD8(repeating: byte &* 0x0101_0101_0101_0101)
  }

  /// The numbers that eight digits are, the first one in the lowest byte; see `DigitWord` for the arithmetic.
  @inline(__always)
  private static func number(_ digits: SIMD8<UInt64>) -> SIMD8<UInt64> {
    let pairs =
      (digits &<< 3 &+ digits &<< 1 &+ digits &>> 8)
      & SIMD8(repeating: 0x00ff_00ff_00ff_00ff)
    let fours =
      (unsafeBitCast(pairs, to: SIMD16<UInt32>.self) &* 0x0064_0001) &>> 16
    let words = unsafeBitCast(fours, to: SIMD8<UInt64>.self)
    return (words & 0xffff_ffff) &* 10_000 &+ words &>> 32
  }

  /// The bits that are set in any lane.
  @inline(__always)
  private static func union(of lanes: SIMD8<UInt64>) -> UInt64 {
    let four = lanes.lowHalf | lanes.highHalf
    let two = four.lowHalf | four.highHalf
    return two[0] | two[1]
  }
}
