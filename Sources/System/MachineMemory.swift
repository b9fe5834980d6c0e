import Glibc

/// How much memory this process may hope for.
package enum MachineMemory {
  /// The machine's memory, or the limit of the process or of its control group, whichever is smallest,
  /// in bytes.
  package static let limit = min(physicalLimit, addressLimit)

  /// What can still be asked for in one go, beside all that the process has by now. Threads' stacks, the heap's gaps
  /// and the libraries take more than is asked for: 48 MiB and an eleventh of what is there are left for them.
  package static var room: Int {
    let used = used
    let rest =
      min(addressLimit - used.addresses, physicalLimit - used.resident) - (48 << 20)
    return max(0, rest - rest / 11)
  }

  /// What this process has, in bytes.
  private static var used: (addresses: Int, resident: Int) {
    let pages = (contents(of: "/proc/self/statm") ?? "").split(separator: " ").compactMap {
      Int($0)
    }
    let page = sysconf(Int32(_SC_PAGESIZE))
    guard pages.count > 1, page > 0 else { return (0, 0) }
    return (saturatedProduct(pages[0], page), saturatedProduct(pages[1], page))
  }

  /// The least room in which every command does its work or says what is missing.
  private static let leastRoom = 40 << 20

  /// Where addresses are limited the process begins anew, so that the heap does not take 64 MiB of them for each
  /// thread. To be called first of all.
  /// - Throws: `configuration` where too few are left.
  package static func spareAddresses() throws(Failure) {
    guard addressLimit < .max else { return }
    if getenv("MALLOC_ARENA_MAX") == nil {
      setenv("MALLOC_ARENA_MAX", "1", 1)
      // Where that cannot be done, everything goes on with less memory.
      execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
    let left = addressLimit - used.addresses
    guard left >= leastRoom else {
      throw Failure(
        .configuration,
        "of the \(spelled(bytes: addressLimit)) of memory that the process may use (ulimit -v), "
          + "\(spelled(bytes: max(0, left))) are left; expected at least \(spelled(bytes: leastRoom))"
      )
    }
  }

  /// Of the machine or of the process's control groups.
  private static let physicalLimit: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let page = sysconf(Int32(_SC_PAGESIZE))
    var limit = pages > 0 && page > 0 ? saturatedProduct(pages, page) : Int.max
    for path in limitFiles() {
      if let text = contents(of: path), let bytes = Int(text.prefix { $0.isNumber }), bytes > 0 {
        limit = min(limit, bytes)
      }
    }
    return limit
  }()

  /// Of the addresses of this process.
  private static let addressLimit: Int = {
    var ceiling = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &ceiling) == 0 else { return .max }
    return Int(clamping: ceiling.rlim_cur)
  }()

  /// The product, or `Int.max` where it is larger than that.
  package static func saturatedProduct(_ factors: Int...) -> Int {
    var product = 1
    for factor in factors {
      let (value, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return Int.max }
      product = value
    }
    return product
  }

  /// `1.5 GB` and the like, for messages.
  package static func spelled(bytes: Int) -> String {
    var amount = Double(bytes)
    var unit = 0
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    while amount >= 1000, unit < units.count - 1 {
      amount /= 1000
      unit += 1
    }
    let rounded = unit == 0 ? amount : (amount * 10).rounded() / 10
    let whole = rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    return bytes == Int.max ? "more than 9 EB" : "\(whole) \(units[unit])"
  }

  /// The files in which Linux states the limits of this process's control groups (versions 1 and 2).
  private static func limitFiles() -> [String] {
    var files = [
      "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ]
    for line in (contents(of: "/proc/self/cgroup") ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      if parts[1].isEmpty {
        files.append("/sys/fs/cgroup\(parts[2])/memory.max")
      } else if parts[1].split(separator: ",").contains("memory") {
        files.append("/sys/fs/cgroup/memory\(parts[2])/memory.limit_in_bytes")
      }
    }
    return files
  }

  /// The first 4096 bytes of a small file of the system, or nil where it cannot be read.
  private static func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
