internal import CZlib

/// The cyclic redundancy check CRC-32 of bytes as they come, as in gzip: any flip of a single bit changes it.
struct Checksum {
  private var sum = crc32_z(0, nil, 0)

  var value: UInt32 { UInt32(truncatingIfNeeded: sum) }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    sum = crc32_z(sum, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
  }

  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
