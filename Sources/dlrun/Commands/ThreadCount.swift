import ArgumentParser
import Glibc

/// A number of threads, at most the machine's cores.
struct ThreadCount: ExpressibleByArgument {
  let value: Int

  /// All cores.
  static var all: ThreadCount { ThreadCount(value: cores) }

  private init(value: Int) { self.value = value }

  init?(argument: String) {
    guard argument.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !argument.isEmpty else {
      return nil
    }
    // More digits than fit are more threads than there are cores.
    let count = Int(argument) ?? Int.max
    guard count >= 1 else { return nil }
    value = min(count, Self.cores)
  }

  private static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
