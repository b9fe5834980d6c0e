import FlyingFox
import FlyingSocks
import Glibc
import Live
import Spec
import System

// dlrun-watch PORT [--training] RUN…, as dlrun watch and dlrun train --watch start it: prints the page's address and
// serves it. With --training descriptor 3 is the socket to the training that started it; that the run is being
// trained by who can change it is over when this ends.
signal(SIGPIPE, SIG_IGN)
// Who trains goes first.
setpriority(__priority_which_t(UInt32(PRIO_PROCESS.rawValue)), 0, 10)

do throws(Failure) {
  try await WatchServer(CommandLine.pathTexts[...]).run()
} catch {
  for diagnostic in error.diagnostics {
    let line = Array((diagnostic.description + "\n").utf8)
    _ = line.withUnsafeBytes { writeAll($0, to: STDERR_FILENO) }
  }
  exit(error.status.rawValue)
}
