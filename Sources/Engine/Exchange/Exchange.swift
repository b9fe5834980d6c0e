/// Processes, or threads in tests, that train one network together: ranks, counted from 0. Between two ranks messages
/// with the same tag arrive in the order in which they were sent, and the receiver knows how long each one is.
///
/// One thread of each rank uses it.
package protocol Exchange: AnyObject {
  var rank: Int { get }
  var count: Int { get }
  /// Begins to send bytes, which must stay as they are up to the end of `finish`.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, tag: Int)
  /// Begins to receive as many bytes as there is room for; they are there at the end of `finish`.
  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int, tag: Int)
  /// Lets messages that are under way go on, without waiting.
  func progress()
  /// Waits for the end of all that was begun.
  func finish()
  /// What was sent and waited for so far.
  var traffic: Traffic { get }
}

/// What an exchange has cost.
package struct Traffic: Sendable {
  /// The messages that this rank sent, and their bytes.
  package var messages = 0
  package var bytes = 0
  /// The nanoseconds that it waited in `finish`.
  package var waited = 0

  package init() {}
}

extension Exchange {
  /// The other ranks.
  package var others: [Int] { (0..<count).filter { $0 != rank } }

  /// Sends numbers of which the receiver knows how many they are.
  package func send<T: BitwiseCopyable>(
    _ elements: UnsafeBufferPointer<T>, to rank: Int, tag: Int = 0
  ) {
    if !elements.isEmpty { send(UnsafeRawBufferPointer(elements), to: rank, tag: tag) }
  }

  /// Receives numbers.
  package func receive<T: BitwiseCopyable>(
    _ elements: UnsafeMutableBufferPointer<T>, from rank: Int, tag: Int = 0
  ) {
    if !elements.isEmpty { receive(UnsafeMutableRawBufferPointer(elements), from: rank, tag: tag) }
  }

  /// Gives every rank the bytes of each, by its number.
  package func gather(_ bytes: [UInt8]) -> [[UInt8]] {
    let counts = gather([bytes.count]) { _ in 1 }
    return gather(bytes) { counts[$0][0] }
  }

  /// Sends elements to all others, and receives theirs.
  /// - Parameter count: how many a rank has.
  private func gather<T: BitwiseCopyable>(_ own: [T], count: (_ rank: Int) -> Int) -> [[T]] {
    let buffers = (0..<self.count).map {
      UnsafeMutableBufferPointer<T>.allocate(capacity: $0 == rank ? own.count : count($0))
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    _ = buffers[rank].initialize(from: own)
    for other in others {
      send(UnsafeBufferPointer(buffers[rank]), to: other)
      receive(buffers[other], from: other)
    }
    finish()
    return buffers.map { Array($0) }
  }
}
