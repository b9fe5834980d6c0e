import Glibc
import Spec
package import System

/// What a page that watches a run asks of its training, and how that answers: lines on a socket, which neither side
/// ever waits for.
///
///     learning_rate 0.01    from the next epoch on
///     model PATH            write the model as it is to that file, and answer with a line: model EPOCH
///
/// Invariant: training alone uses it once it has begun; the descriptor is open as long as the object lives.
package final class WatchChannel: @unchecked Sendable {
  /// What was asked for since it was looked the last time; of several rates or models the last.
  struct Requests {
    var learningRate: Double?
    var modelPath: String?
  }

  /// How long epochs may fly by between two looks, in nanoseconds.
  private static var interval: Int { 20_000_000 }
  /// Longer lines are none of the page's.
  private static var longestLine: Int { 1 << 14 }

  private let descriptor: Int32
  /// The end that the watching process is given; whoever starts it closes this one.
  package let other: Int32
  private var line: [UInt8] = []
  private var last = 0

  /// - Throws: `cannotCreate`.
  package init() throws(Failure) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw Failure(
        .cannotCreate,
        "there is no socket for the page that watches: \(String(cString: strerror(errno)))")
    }
    descriptor = ends[0]
    other = ends[1]
  }

  deinit { close(descriptor) }

  /// What was asked for; nil where nothing was, or where it was looked just now.
  func requests() -> Requests? {
    let now = Clock.coarse
    guard now - last >= Self.interval else { return nil }
    last = now
    var requests = Requests()
    var buffer = [UInt8](repeating: 0, count: 1 << 10)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { break }
      for byte in buffer[..<count] {
        guard byte == UInt8(ascii: "\n") else {
          if line.count < Self.longestLine { line.append(byte) }
          continue
        }
        take(String(decoding: line, as: UTF8.self), into: &requests)
        line = []
      }
    }
    return requests.learningRate == nil && requests.modelPath == nil ? nil : requests
  }

  private func take(_ line: String, into requests: inout Requests) {
    guard let space = line.firstIndex(of: " ") else { return }
    let value = String(line[line.index(after: space)...])
    switch line[..<space] {
    case "learning_rate":
      if let rate = Double(value), rate > 0, rate.isFinite { requests.learningRate = rate }
    case "model": requests.modelPath = value
    default: break
    }
  }

  /// Says that the model after an epoch is written. Who does not read this misses it.
  func answer(modelOf epoch: Int) {
    let line = Array("model \(epoch)\n".utf8)
    let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    _ = send(descriptor, line, line.count, flags)
  }
}
