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

/// Brings to the disk what was written to a descriptor; returns the error's number where that fails.
package func synchronize(_ descriptor: Int32) -> Int32? {
  while fsync(descriptor) != 0 {
    switch errno {
    case EINTR: continue
    // What is no file on a disk, such as a pipe.
    case EINVAL, ENOTSUP, EROFS: return nil
    default: return errno
    }
  }
  return nil
}

/// Brings the names in a folder to the disk; returns the error's number where that fails.
package func synchronizeFolder(_ path: String) -> Int32? {
  let descriptor = FileSystem.open(path, O_RDONLY | O_DIRECTORY)
  // A folder that cannot be read can be written to.
  guard descriptor >= 0 else { return errno == EACCES ? nil : errno }
  defer { close(descriptor) }
  return synchronize(descriptor)
}
