import Glibc
import System
import Training

/// The process: its console, the files that it writes, and its end, from inside or by a signal.
final class RunningProcess: Sendable {
  let console = Console()
  let outputs = Outputs()

  private static let signals = [SIGINT, SIGTERM]

  /// How often rows that wait are written, in milliseconds.
  private static let flushInterval: Int32 = 400

  /// Makes standard streams safe and begins to listen to SIGINT and SIGTERM.
  func start() {
    Self.fillClosedStreams()
    // A broken pipe and a limit of file sizes are then errors of the write.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    SignalPipe.receive(Self.signals)
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<RunningProcess>.fromOpaque(argument).takeRetainedValue().listen()
      }, box.toOpaque())
    if status != 0 {
      SignalPipe.listen(Self.signals)
      box.release()
    }
  }

  /// Opens a closed standard stream in a direction in which it fails, so that no file of the run gets
  /// its number.
  private static func fillClosedStreams() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  private func listen() -> Never {
    SignalPipe.listen(Self.signals)
    while true {
      if let signal = SignalPipe.next(within: Self.flushInterval) {
        outputs.close()
        console.interrupt("interrupted by \(signal == SIGINT ? "SIGINT" : "SIGTERM")")
        _exit(128 + signal)
      }
      outputs.flush()
    }
  }

  /// Prints what a command gave and ends the process. Once that is printed no signal changes the
  /// exit code.
  func end(_ outcome: Outcome) -> Never {
    outputs.finish {
      guard !outcome.standardOutput.isEmpty else { _exit(outcome.status) }
      let error = Array(outcome.standardOutput.utf8).withUnsafeBytes {
        writeAll($0, to: STDOUT_FILENO)
      }
      guard let error else { _exit(outcome.status) }
      let failure = StandardOutput.failure(error)
      for diagnostic in failure.diagnostics { console.print(diagnostic.description) }
      _exit(failure.status.rawValue)
    }
  }
}
