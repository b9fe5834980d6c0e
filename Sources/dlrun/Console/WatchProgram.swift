import Glibc
import Spec
import System
import Training

/// The program that serves the page of runs. It is another one, since a server brings libraries that every start
/// of this one would have to load.
enum WatchProgram {
  private static let name = "dlrun-watch"
  /// How long training waits for the page's address, in milliseconds.
  private static let patience: Int32 = 5000

  /// Its path, beside this program.
  /// - Throws: `cannotCreate` where it is missing.
  static func path() throws(Failure) -> String {
    let folder = FilePath.parent(of: FileSystem.resolved("/proc/self/exe") ?? "")
    let path = FilePath.path(name, in: folder)
    guard FileSystem.permits(X_OK, path) else {
      throw Failure(
        .cannotCreate, at: .file(path),
        "the program that serves the page is missing; make build and make install put it beside dlrun"
      )
    }
    return path
  }

  /// Puts the program in the place of this one.
  /// - Returns: why that cannot be done.
  static func become(_ path: String, port: Int, _ runs: [String]) -> Failure {
    failure(path, ChildProcess.become(path, ["\(port)"] + runs))
  }

  /// Starts the program for a training and waits for the page's address.
  /// - Parameters:
  ///   - channel: of which the program gets its end; nil where nothing can be changed.
  /// - Returns: the address.
  static func start(
    _ path: String, on folder: String, _ channel: WatchChannel
  ) throws(Failure) -> String {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw failure(path, errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let nothing = FileSystem.open("/dev/null", O_RDWR)
    let (_, error) = ChildProcess.start(
      path, ["0", "--training", folder],
      descriptors: [nothing, ends[1], ends[1], channel.other], isApart: true)
    for descriptor in [nothing, ends[1], channel.other] { close(descriptor) }
    guard error == 0 else { throw failure(path, error) }
    let line = firstLine(from: ends[0])
    guard line.hasPrefix("http://") else {
      throw Failure(
        .cannotCreate,
        line.isEmpty ? "\(path): the page is not served; the program has ended" : line)
    }
    return line
  }

  private static func firstLine(from descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, patience)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0, read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") else { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func failure(_ path: String, _ error: Int32) -> Failure {
    Failure(
      .cannotCreate, at: .file(path), "cannot be started: \(String(cString: strerror(error)))")
  }
}
