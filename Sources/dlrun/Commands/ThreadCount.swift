import ArgumentParser
import Engine
import Glibc
import System

/// A number of threads, at most the cores that the process may use.
struct ThreadCount: ExpressibleByArgument {
  let value: Int

  /// All cores, or this rank's share of them.
  static var all: ThreadCount {
    ThreadCount(value: max(1, cores / (RankPlace.ofProcess?.localCount ?? 1)))
  }

  private init(value: Int) { self.value = value }

  init?(argument: String) {
    guard argument.utf8.allSatisfy(\.isDigit), !argument.isEmpty else {
      return nil
    }
    // More digits than fit are more threads than there are cores.
    let count = Int(argument) ?? Int.max
    guard count >= 1 else { return nil }
    value = min(count, Self.cores)
  }

  /// The cores that the process is not kept off, as by `taskset` or a container.
  private static var cores: Int {
    // The function is a GNU extension, which Swift's headers leave out.
    typealias GetAffinity = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> Int32
    guard let symbol = dlsym(nil, "sched_getaffinity") else {
      return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
    let getAffinity = unsafeBitCast(symbol, to: GetAffinity.self)
    // A bit for each core; the kernel refuses a set with room for fewer than the machine can have.
    var set = [UInt64](repeating: 0, count: 1024)
    let status = set.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { getAffinity(0, bytes.count, $0) } ?? -1
    }
    guard status == 0 else { return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
    return max(1, set.reduce(0) { $0 + $1.nonzeroBitCount })
  }
}
