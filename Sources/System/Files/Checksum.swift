internal import CZlib

/// The cyclic redundancy check CRC-32 of bytes as they come, as in gzip: any flip of a single bit changes it.
package struct Checksum: Equatable, Sendable {
  package private(set) var value: UInt32

  /// - Parameter value: of the bytes so far; 0 where there are none.
  package init(_ value: UInt32 = 0) { self.value = value }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    value = UInt32(
      truncatingIfNeeded: crc32_z(
        UInt(value), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }

  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
