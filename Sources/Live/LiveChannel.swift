import Glibc
import Synchronization
import Training

/// The page's end of the socket to a training that it may change; `WatchChannel` is the other.
package final class LiveChannel: Sendable {
  private struct State {
    var isOpen = true
    /// The epoch after which the model is that was written last, and how many were.
    var model: (epoch: Int, count: Int)?
  }

  private let descriptor: Int32
  private let state = Mutex(State())

  package init(descriptor: Int32) {
    self.descriptor = descriptor
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<LiveChannel>.fromOpaque(argument).takeRetainedValue().listen()
        return nil
      }, box.toOpaque())
    if status != 0 { box.release() }
  }

  /// Whether the training process lives.
  package var isOpen: Bool { state.withLock { $0.isOpen } }

  /// The epoch after which the model is that was written last, and how many were written so far.
  var model: (epoch: Int, count: Int)? { state.withLock { $0.model } }

  /// Asks for another learning rate.
  func ask(learningRate: Double) -> Bool { send("learning_rate \(learningRate)") }

  /// Asks for the model as it is.
  func askForModel(at path: String) { _ = send("model \(path)") }

  private func send(_ line: String) -> Bool {
    let bytes = Array((line + "\n").utf8)
    let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    return Glibc.send(descriptor, bytes, bytes.count, flags) == bytes.count
  }

  /// Takes the answers until the training process is gone.
  private func listen() {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      for byte in buffer[..<count] {
        guard byte == UInt8(ascii: "\n") else {
          line.append(byte)
          continue
        }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        line = []
        guard words.count == 2, words[0] == "model", let epoch = Int(words[1]) else { continue }
        state.withLock { $0.model = (epoch, ($0.model?.count ?? 0) + 1) }
      }
    }
    state.withLock { $0.isOpen = false }
  }
}
