import Glibc
import Spec
import Synchronization
import System
import Training
import Engine

/// The process: its console, the files that it writes, and its end, from inside or by a signal.
final class RunningProcess: Sendable {
  let console = Console(isSilent: isFollower)
  let outputs = Outputs()

  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// How often rows that wait are written, in milliseconds.
  private static let flushInterval: Int32 = 400
  /// How often it is looked whether trainings rest, in milliseconds.
  private static let restInterval: Int32 = 2

  /// So long after a signal the next one is the same: some senders, such as `timeout`, signal both the process and
  /// its group; in nanoseconds.
  private static let echo = 50_000_000

  /// After so many looks it is told that there is something to wait for.
  private static let patientLooks = 250
  /// How long a process whose training is over has for its end, in milliseconds.
  private static let endInterval: Int32 = 2000

  /// The command that goes on with what is being trained.
  private let resumption = Mutex<String?>(nil)

  /// Whether rank 0 writes and decides for this process.
  private static let isFollower = (RankPlace.ofProcess?.rank ?? 0) > 0
  /// The ranks that this process has joined.
  ///
  /// Invariant: the main thread alone uses it.
  nonisolated(unsafe) private var joined: MPIExchange?

  /// Does work that the ranks share that a launcher started; nil where there are none. The others end where this one does
  /// before it agreed with them.
  /// - Throws: `configuration` where the launcher's MPI library cannot be used.
  func inRanks(
    _ work: (TrainingRanks?) throws(Failure) -> String
  ) throws(Failure) -> String {
    let ranks = try joinRanks()
    do throws(Failure) {
      let text = try work(ranks)
      ranks?.leave(nil)
      return text
    } catch {
      ranks?.leave(error)
      throw error
    }
  }

  private func joinRanks() throws(Failure) -> TrainingRanks? {
    guard let place = RankPlace.ofProcess else { return nil }
    do throws(Failure) {
      let exchange = try MPIExchange(place)
      joined = exchange
      return TrainingRanks(exchange, version: Dlrun.version) { status in
        self.end(Outcome(status: status))
      }
    } catch {
      // Rank 0 may have the library on its machine.
      if Self.isFollower, place.localRank == 0 {
        let console = Console(isSilent: false)
        for diagnostic in error.diagnostics { console.print(diagnostic.description) }
      }
      throw error
    }
  }

  /// Makes standard streams safe and begins to listen to SIGINT, SIGTERM and SIGHUP.
  func start() {
    do {
      try MachineMemory.spareAddresses()
    } catch {
      for diagnostic in error.diagnostics { console.print(diagnostic.description) }
      _exit(error.status.rawValue)
    }
    Self.fillClosedStreams()
    // A broken pipe and a limit of file sizes are then errors of the write.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    if Self.isFollower {
      // The launcher sends them to rank 0 as well, which ends all.
      for number in Self.signals { signal(number, SIG_IGN) }
      return
    }
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

  /// Says by which command and folder what is being trained can go on.
  func resumes(_ command: String, _ folder: String) {
    resumption.withLock { $0 = "dlrun \(command) --resume \(folder.shellWord)" }
  }

  private func listen() -> Never {
    SignalPipe.listen(Self.signals)
    while true {
      if let signal = SignalPipe.next(within: Self.flushInterval) { end(by: signal) }
      outputs.flush()
    }
  }

  /// Lets trainings put their files in order and ends the process; a second signal ends it at once.
  private func end(by signal: Int32) -> Never {
    outputs.interruption.request()
    let first = Clock.now
    var last = signal
    var looks = 0
    while !outputs.interruption.isAtRest {
      if let next = SignalPipe.next(within: Self.restInterval), Clock.now - first > Self.echo {
        last = next
        break
      }
      looks += 1
      if looks == Self.patientLooks {
        console.note(
          "interrupted: finishing the current update; a second signal ends at once"
        )
      }
    }
    // What came to its end is told by itself.
    if outputs.interruption.isOvertaken, !outputs.interruption.isResumable {
      _ = SignalPipe.next(within: Self.endInterval)
    }
    let isInOrder = outputs.interruption.isAtRest && !outputs.interruption.isLost
    outputs.close()
    let command = resumption.withLock { $0 }
    console.interrupt(
      "interrupted by \(Self.name(of: last))"
        + (command.map { isInOrder ? "; resume with: \($0)" : "" } ?? ""))
    _exit(128 + last)
  }

  private static func name(of signal: Int32) -> String {
    switch signal {
    case SIGINT: "SIGINT"
    case SIGHUP: "SIGHUP"
    default: "SIGTERM"
    }
  }

  /// Prints what a command gave and ends the process. Once that is printed no signal changes the
  /// exit code.
  func end(_ outcome: Outcome) -> Never {
    joined?.end()
    outputs.finish {
      guard !Self.isFollower, !outcome.standardOutput.isEmpty else { _exit(outcome.status) }
      // Paths among it.
      let error = FilePath.bytes(outcome.standardOutput).withUnsafeBytes {
        writeAll($0, to: STDOUT_FILENO)
      }
      guard let error else { _exit(outcome.status) }
      let failure = StandardOutput.failure(error)
      for diagnostic in failure.diagnostics { console.print(diagnostic.description) }
      _exit(failure.status.rawValue)
    }
  }
}
