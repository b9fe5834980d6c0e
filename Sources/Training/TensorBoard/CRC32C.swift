/// The cyclic redundancy check of the Castagnoli polynomial (RFC 3720, appendix B.4).
package enum CRC32C {
  /// The check of each byte.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { check, _ in
      check & 1 == 1 ? check >> 1 ^ 0x82F6_3B78 : check >> 1
    }
  }

  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { check, byte in
      check >> 8 ^ table[Int(UInt8(truncatingIfNeeded: check) ^ byte)]
    }
  }

  /// The check as files of records hold it: turned by 15 bits, and a constant added, since the check of
  /// a text that holds its own check says little.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let check = checksum(bytes)
    return (check >> 15 | check << 17) &+ 0xA282_EAD8
  }
}
