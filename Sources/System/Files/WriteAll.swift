import Glibc

/// Writes all bytes to a descriptor; returns the error's number where that fails.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
  // The process can be ended between two pieces.
  let largestPiece = 1 << 24
  var rest = bytes
  while !rest.isEmpty {
    let count = write(descriptor, rest.baseAddress, min(rest.count, largestPiece))
    if count > 0 {
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    } else if count == 0 || errno != EINTR {
      return count == 0 ? EIO : errno
    }
  }
  return nil
}
