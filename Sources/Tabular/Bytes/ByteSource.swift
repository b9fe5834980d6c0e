import Glibc
import System

/// The bytes of a file's text: those of the file, or what is compressed in them by gzip or Zstandard.
///
/// Nothing is decompressed ahead of what is asked for, and nothing but one buffer of compressed bytes, and what
/// the decompressor remembers, is held.
final class ByteSource {
  /// The path as the user named it.
  let path: String
  /// Whether the file can be read twice, unlike a pipe.
  let canRewind: Bool
  /// How the text is compressed; nil where it is not, and before the first bytes are read.
  private(set) var compression: Compression?
  /// Why the text ends where it does, where that is not the end of the file.
  private(set) var damage: String?

  private let descriptor: Int32
  private let start: off_t
  private let bytesOfFile: Int?

  /// The first bytes, until it is known what they are; later compressed ones.
  private let input: TextBuffer
  private var used = 0
  private var isRecognised = false
  private var decompressor: (any Decompressor)?
  /// Whether the decompressor may have text that there was no room for.
  private var isFull = false

  /// As many bytes as it takes to recognise a compressed file.
  private static let recognised = 4
  private static let inputBytes = 128 << 10

  /// Opens a file, or standard input where the path is `-`.
  init(path: String) throws(Failure) {
    self.path = path
    input = TextBuffer(capacity: Self.recognised)
    guard !path.utf8.contains(0) else {
      throw Failure(.noInput, at: .file(path), "cannot be read: the path holds a NUL")
    }
    descriptor = path == "-" ? dup(0) : FileSystem.open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    var status = stat()
    canRewind = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    start = canRewind && path == "-" ? max(0, lseek(descriptor, 0, SEEK_CUR)) : 0
    bytesOfFile = canRewind ? Int(status.st_size - start) : nil
    if canRewind { posix_fadvise(descriptor, start, 0, POSIX_FADV_SEQUENTIAL) }
  }

  deinit { close(descriptor) }

  /// The length of the text; nil where only reading it tells, as with a pipe or a compressed file. Known when
  /// the first bytes are read.
  var size: Int? { compression == nil ? bytesOfFile : nil }

  /// Starts over; only where `canRewind`.
  func rewind() {
    lseek(descriptor, start, SEEK_SET)
    input.count = 0
    used = 0
    isRecognised = false
    compression = nil
    decompressor = nil
    isFull = false
    damage = nil
  }

  /// Reads some of the text, and waits at most once for the file to give more.
  /// - Returns: the number of bytes, 0 where what the file gave makes no text yet; nil at the end, and
  ///   where damage ends the text.
  func read(
    into output: UnsafeMutablePointer<UInt8>, most: Int
  ) throws(Failure) -> Int? {
    if let decompressor { return try decompress(by: decompressor, into: output, most: most) }
    if !isRecognised {
      let count = try readFile(input.start + input.count, most: Self.recognised - input.count)
      input.count += count
      let first = UnsafeBufferPointer(start: input.start, count: input.count)
      isRecognised = true
      for compression in Compression.allCases {
        if compression.beginnings.contains(where: { $0.matches(first) }) {
          self.compression = compression
          decompressor = compression.makeDecompressor()
          input.reserve(Self.inputBytes)
          return 0
        }
        if count > 0, compression.beginnings.contains(where: { $0.mayMatch(first) }) {
          isRecognised = false
        }
      }
      if !isRecognised { return 0 }
      // From its start, since copying from the middle of a page is slower.
      if canRewind {
        lseek(descriptor, start, SEEK_SET)
        input.count = 0
      }
    }
    if used < input.count {
      let count = min(most, input.count - used)
      output.update(from: input.start + used, count: count)
      used += count
      return count
    }
    let count = try readFile(output, most: most)
    return count == 0 ? nil : count
  }

  /// Whether some of the text can be read without waiting.
  /// - Parameter milliseconds: how long to wait for that.
  func hasBytes(within milliseconds: Int32) -> Bool {
    if used < input.count && isRecognised || isFull || damage != nil { return true }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = poll(&request, 1, milliseconds)
    // The reading tells what is wrong.
    return count > 0 || count < 0 && errno != EINTR
  }

  private func decompress(
    by decompressor: any Decompressor, into output: UnsafeMutablePointer<UInt8>, most: Int
  ) throws(Failure) -> Int? {
    if damage != nil { return nil }
    if used == input.count, !isFull {
      used = 0
      input.count = try readFile(input.start, most: Self.inputBytes)
      if input.count == 0 {
        if !decompressor.isBetweenMembers, let compression {
          damage =
            "the file ends here in the middle of its \(compression.name) data; the rest is missing"
        }
        return nil
      }
    }
    let piece = decompressor.decompress(
      UnsafeBufferPointer(start: input.start + used, count: input.count - used),
      into: UnsafeMutableBufferPointer(start: output, count: most))
    used += piece.read
    isFull = piece.written == most
    damage = piece.damage
    return piece.written
  }

  /// Reads some bytes of the file; none at its end.
  private func readFile(
    _ bytes: UnsafeMutablePointer<UInt8>, most: Int
  ) throws(Failure) -> Int {
    while true {
      let count = Glibc.read(descriptor, bytes, most)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.unreadable(path) }
    }
  }

  private static func unreadable(_ path: String) -> Failure {
    Failure(.noInput, at: .file(path), "cannot be read: \(String(cString: strerror(errno)))")
  }
}

extension ByteSource {
  /// What is known of a file that is to be read later.
  struct Extent {
    /// The length of the text; nil where only reading it tells.
    let size: Int?
    let canRewind: Bool

    /// - Throws: `noInput` where there is no such file.
    init(of path: String) throws(Failure) {
      guard let status = FileSystem.status(path) else { throw ByteSource.unreadable(path) }
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR {
        errno = EISDIR
        throw ByteSource.unreadable(path)
      }
      canRewind = kind == S_IFREG
      guard canRewind else {
        size = nil
        return
      }
      let file = try RegularFile(path: path)
      var first = [UInt8](repeating: 0, count: min(file.size, ByteSource.recognised))
      if let failure = first.withUnsafeMutableBytes({ file.read(into: $0, at: 0) }) {
        throw failure
      }
      let isCompressed = first.withUnsafeBufferPointer { first in
        Compression.allCases.contains { $0.beginnings.contains { $0.matches(first) } }
      }
      size = isCompressed ? nil : file.size
    }
  }
}
