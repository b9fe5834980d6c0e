package import Glibc

/// Other programs that this one starts.
package enum ChildProcess {
  /// Starts a program.
  /// - Parameters:
  ///   - program: its path, or its name, which is looked for where the shell looks for it.
  ///   - descriptors: its standard streams and what comes behind them, in the order of their numbers. What else is open
  ///     here is not open there.
  ///   - isApart: whether the signals of the terminal are not for it.
  /// - Returns: its number, or the error.
  package static func start(
    _ program: String, _ arguments: [String], descriptors: [Int32], isApart: Bool = false
  ) -> (process: pid_t, error: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    // What this process does about signals is not for the other.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        | (isApart ? Int16(POSIX_SPAWN_SETPGROUP) : 0))
    var process: pid_t = 0
    let error = withArguments([program] + arguments) { program, texts in
      posix_spawnp(&process, program, &actions, &attributes, texts, environment)
    }
    return (process, error)
  }

  /// Puts a program in the place of this one, which gets signals as if it had been started by itself.
  /// - Returns: the error, where that cannot be done.
  package static func become(_ program: String, _ arguments: [String]) -> Int32 {
    var signals = sigset_t()
    sigemptyset(&signals)
    pthread_sigmask(SIG_SETMASK, &signals, nil)
    return withArguments([program] + arguments) { program, texts in
      execv(program, texts)
      return errno
    }
  }

  /// Calls with the first of some texts and with all of them, nil behind them, as C has them. A path among them has the
  /// bytes that the system knows.
  private static func withArguments<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<CChar>, [UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { text in
      (FilePath.bytes(text).map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { bytes in
        bytes.baseAddress.flatMap { strdup($0) }
      }
    }
    defer { copies.forEach { free($0) } }
    guard let first = copies[0] else { preconditionFailure("there is no memory for a path") }
    return body(first, copies + [nil])
  }

  /// The environment of this process, which Swift knows only as a global that may change.
  private static var environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    typealias Environment = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    return dlsym(nil, "environ")?.assumingMemoryBound(to: Environment.self).pointee
  }
}
