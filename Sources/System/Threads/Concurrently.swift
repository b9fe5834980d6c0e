import Glibc

/// What one of the threads is to do.
private final class Assignment: Sendable {
  let index: Int
  let body: @Sendable (Int) -> Void

  init(_ index: Int, _ body: @escaping @Sendable (Int) -> Void) {
    self.index = index
    self.body = body
  }
}

/// Calls `body` with 0 ..< count on as many threads, the caller's included, and waits for all.
package func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    var threads: [pthread_t] = []
    for index in 1..<max(1, count) {
      let argument = Unmanaged.passRetained(Assignment(index, body))
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { pointer in
          guard let pointer else { return nil }
          let assignment = Unmanaged<Assignment>.fromOpaque(pointer).takeRetainedValue()
          assignment.body(assignment.index)
          return nil
        }, argument.toOpaque())
      if status == 0 {
        threads.append(thread)
      } else {
        argument.release()
        body(index)
      }
    }
    body(0)
    for thread in threads { pthread_join(thread, nil) }
  }
}

/// Calls `body` with each of the pieces into which 0 ..< count falls, and the piece's number.
///
/// The pieces depend on `count` and `size` alone; so does a result that takes them in their order.
package func inPieces(
  of size: Int, count: Int, threads: Int, _ body: @Sendable (_ piece: Int, Range<Int>) -> Void
) {
  let pieces = (count + size - 1) / size
  let team = min(threads, pieces)
  concurrently(team) { thread in
    for piece in stride(from: thread, to: pieces, by: max(1, team)) {
      body(piece, piece * size..<min(count, (piece + 1) * size))
    }
  }
}
