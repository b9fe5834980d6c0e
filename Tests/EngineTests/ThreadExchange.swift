import Engine
import Glibc
import Synchronization

/// Ranks that are threads of one process.
final class ThreadExchange: Exchange {
  /// The messages that are under way.
  final class Hub: Sendable {
    private struct Way: Hashable {
      let from: Int
      let to: Int
      let tag: Int
    }

    private let messages = Mutex<[Way: [[UInt8]]]>([:])

    func send(_ bytes: [UInt8], from: Int, to: Int, tag: Int) {
      messages.withLock { $0[Way(from: from, to: to, tag: tag), default: []].append(bytes) }
    }

    func next(from: Int, to: Int, tag: Int) -> [UInt8]? {
      let way = Way(from: from, to: to, tag: tag)
      return messages.withLock { messages in
        guard messages[way]?.isEmpty == false else { return nil }
        return messages[way]?.removeFirst()
      }
    }

    /// Whether everything that was sent was received.
    var isEmpty: Bool { messages.withLock { $0.values.allSatisfy(\.isEmpty) } }
  }

  let rank: Int
  let count: Int
  private let hub: Hub
  private(set) var traffic = Traffic()
  private var expected: [(bytes: UnsafeMutableRawBufferPointer, rank: Int, tag: Int)] = []
  private var sent: [(bytes: UnsafeRawBufferPointer, rank: Int, tag: Int)] = []

  init(rank: Int, of count: Int, _ hub: Hub) {
    self.rank = rank
    self.count = count
    self.hub = hub
  }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, tag: Int) {
    sent.append((bytes, rank, tag))
    traffic.bytes += bytes.count
    traffic.messages += 1
  }

  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int, tag: Int) {
    expected.append((bytes, rank, tag))
  }

  func progress() {}

  func finish() {
    // As late as a library may read them.
    for (bytes, rank, tag) in sent {
      hub.send(Array(bytes), from: self.rank, to: rank, tag: tag)
    }
    sent = []
    for (bytes, rank, tag) in expected {
      while true {
        if let message = hub.next(from: rank, to: self.rank, tag: tag) {
          precondition(message.count == bytes.count, "a message is as long as the receiver expects")
          bytes.copyBytes(from: message)
          break
        }
        sched_yield()
      }
    }
    expected = []
  }
}
