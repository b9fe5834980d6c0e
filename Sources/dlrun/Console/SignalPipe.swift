import Glibc

/// The way from signal handlers, which may do next to nothing, to a thread that may do anything.
enum SignalPipe {
  /// A handler reaches nothing but globals; this one never changes.
  private static let ends: (reading: Int32, writing: Int32) = {
    var descriptors: [Int32] = [-1, -1]
    pipe(&descriptors)
    return (descriptors[0], descriptors[1])
  }()

  /// Lets these signals be received here from now on. This thread and those that it starts are not to
  /// be given them, since a long write would hold them up; but libraries may have threads of their own.
  static func receive(_ signals: [Int32]) {
    // Made here, and not in a handler.
    _ = ends
    for signal in signals {
      var inherited = sigaction()
      sigaction(signal, nil, &inherited)
      // Whoever started the program, such as nohup, may want the signal to be ignored.
      if isIgnored(inherited) { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let error = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(SignalPipe.ends.writing, &byte, 1)
        errno = error
      }
      action.sa_flags = SA_RESTART
      sigaction(signal, &action, nil)
    }
    mask(signals, SIG_BLOCK)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Says that this thread may be given the signals.
  static func listen(_ signals: [Int32]) { mask(signals, SIG_UNBLOCK) }

  private static func mask(_ signals: [Int32], _ how: Int32) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(how, &set, nil)
  }

  /// The next signal, or nil where none comes within some milliseconds.
  static func next(within milliseconds: Int32) -> Int32? {
    var request = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return nil }
    var byte: UInt8 = 0
    return read(ends.reading, &byte, 1) == 1 ? Int32(byte) : nil
  }
}
