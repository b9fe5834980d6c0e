internal import CZlib

/// The cyclic redundancy check CRC-32 of bytes as they come, as in gzip: any flip of a single bit changes it.
package struct Checksum {
  private var sum = crc32_z(0, nil, 0)

  package init() {}

  package var value: UInt32 { UInt32(truncatingIfNeeded: sum) }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    sum = crc32_z(sum, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
  }

  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
