internal import Glibc
package import System

/// Ranks that are processes, started by a launcher of MPI, whose library is opened at run time.
///
/// Invariants: the functions have the types that the MPI standard gives them; handles are words, which hold what the
/// library's header defines: addresses of objects in Open MPI, numbers in MPICH. One thread at a time uses it.
package final class MPIExchange: Exchange {
  private typealias Initialize =
    @convention(c) (
      UnsafeMutablePointer<CInt>?, UnsafeMutableRawPointer?, CInt, UnsafeMutablePointer<CInt>
    ) -> CInt
  private typealias Finalize = @convention(c) () -> CInt
  private typealias Ask = @convention(c) (UInt, UnsafeMutablePointer<CInt>) -> CInt
  /// Address, elements, their type, the other rank, tag, communicator, request.
  private typealias Send =
    @convention(c) (
      UnsafeRawPointer, CInt, UInt, CInt, CInt, UInt, UnsafeMutableRawPointer
    ) -> CInt
  private typealias Receive =
    @convention(c) (
      UnsafeMutableRawPointer, CInt, UInt, CInt, CInt, UInt, UnsafeMutableRawPointer
    ) -> CInt
  /// The number of requests, these, whether all are done, where their status goes.
  private typealias Test =
    @convention(c) (CInt, UnsafeMutableRawPointer, UnsafeMutablePointer<CInt>, UInt) -> CInt

  /// A library, with what its header defines.
  private struct Library {
    let names: [String]
    let package: String
    let requestSize: Int
    /// MPI_STATUSES_IGNORE.
    let ignored: UInt
    /// MPI_COMM_WORLD and MPI_BYTE.
    let world: (UnsafeMutableRawPointer) -> UInt?
    let byte: (UnsafeMutableRawPointer) -> UInt?

    static func of(_ launcher: RankPlace.Launcher) -> Library {
      switch launcher {
      case .openMPI:
        func address(_ name: String) -> (UnsafeMutableRawPointer) -> UInt? {
          { dlsym($0, name).map { UInt(bitPattern: $0) } }
        }
        return Library(
          names: ["libmpi.so.40"], package: "libopenmpi3", requestSize: 8, ignored: 0,
          world: address("ompi_mpi_comm_world"), byte: address("ompi_mpi_byte"))
      case .mpich:
        return Library(
          names: ["libmpich.so.12", "libmpi.so.12"], package: "libmpich12", requestSize: 4,
          ignored: 1, world: { _ in 0x4400_0000 }, byte: { _ in 0x4c00_010d })
      }
    }
  }

  /// The most bytes of a message, whose length is a C int.
  private static var mostBytes: Int { 1 << 30 }
  /// MPI_THREAD_SERIALIZED: one thread at a time.
  private static var serialized: CInt { 2 }
  /// How long a waiting thread only gives way to others, and how long it then sleeps at a time, in nanoseconds.
  private static var eagerTime: Int { 200_000 }
  private static var shortSleep: Int { 20_000 }
  private static var patientTime: Int { 20_000_000 }
  private static var longSleep: Int { 500_000 }

  package let rank: Int
  package let count: Int
  package private(set) var traffic = Traffic()
  private let beginSend: Send
  private let beginReceive: Receive
  private let test: Test
  private let finalize: Finalize
  private let world: UInt
  private let byte: UInt
  private let ignored: UInt
  private let requestSize: Int
  private var requests: UnsafeMutableRawPointer
  private var capacity = 64
  private var pending = 0

  /// Joins the other ranks, and waits for them.
  /// - Throws: `configuration` where the library cannot be opened.
  package init(_ place: RankPlace) throws(Failure) {
    let library = Library.of(place.launcher)
    func failure(_ reason: String) -> Failure {
      Failure(
        .configuration,
        "\(library.names[0]), the MPI library of the launcher that started this process, cannot be opened (\(reason)); "
          + "on Debian, 'apt-get install \(library.package)' installs it")
    }
    // Open MPI loads modules that look for its symbols.
    guard let handle = library.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_GLOBAL) }).first
    else {
      throw failure(dlerror().map { String(cString: $0) } ?? "the loader does not say why")
    }
    guard let initialize = dlsym(handle, "MPI_Init_thread"),
      let finalize = dlsym(handle, "MPI_Finalize"), let getRank = dlsym(handle, "MPI_Comm_rank"),
      let getCount = dlsym(handle, "MPI_Comm_size"), let send = dlsym(handle, "MPI_Isend"),
      let receive = dlsym(handle, "MPI_Irecv"), let test = dlsym(handle, "MPI_Testall"),
      let world = library.world(handle), let byte = library.byte(handle)
    else { throw failure("it lacks functions of MPI") }
    self.world = world
    self.byte = byte
    self.finalize = unsafeBitCast(finalize, to: Finalize.self)
    beginSend = unsafeBitCast(send, to: Send.self)
    beginReceive = unsafeBitCast(receive, to: Receive.self)
    self.test = unsafeBitCast(test, to: Test.self)
    ignored = library.ignored
    requestSize = library.requestSize
    requests = .allocate(byteCount: capacity * requestSize, alignment: 8)
    var (provided, rank, count): (CInt, CInt, CInt) = (0, 0, 0)
    guard
      unsafeBitCast(initialize, to: Initialize.self)(nil, nil, Self.serialized, &provided) == 0,
      unsafeBitCast(getRank, to: Ask.self)(world, &rank) == 0,
      unsafeBitCast(getCount, to: Ask.self)(world, &count) == 0
    else { throw failure("it cannot be initialized") }
    self.rank = Int(rank)
    self.count = Int(count)
    guard self.count == place.count, self.rank == place.rank else {
      throw Failure(
        .configuration,
        "the launcher started \(place.count) processes, of which \(library.names[0]) sees \(self.count); "
          + "expected the mpirun of the same MPI")
    }
  }

  /// Leaves the other ranks, when all do. Nothing can be sent after that.
  package func end() { _ = finalize() }

  package func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, tag: Int) {
    forEachPart(bytes.count) { start, length in
      guard let address = bytes.baseAddress else { return }
      _ = beginSend(address + start, length, byte, CInt(rank), CInt(tag), world, nextRequest())
      traffic.messages += 1
    }
    traffic.bytes += bytes.count
  }

  package func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int, tag: Int) {
    forEachPart(bytes.count) { start, length in
      guard let address = bytes.baseAddress else { return }
      _ = beginReceive(
        address + start, length, byte, CInt(rank), CInt(tag), world, nextRequest())
    }
  }

  private func forEachPart(_ count: Int, _ body: (_ start: Int, _ length: CInt) -> Void) {
    for start in stride(from: 0, to: count, by: Self.mostBytes) {
      body(start, CInt(min(Self.mostBytes, count - start)))
    }
  }

  private func nextRequest() -> UnsafeMutableRawPointer {
    if pending == capacity {
      let larger = UnsafeMutableRawPointer.allocate(
        byteCount: 2 * capacity * requestSize, alignment: 8)
      larger.copyMemory(from: requests, byteCount: capacity * requestSize)
      requests.deallocate()
      requests = larger
      capacity *= 2
    }
    pending += 1
    return requests + (pending - 1) * requestSize
  }

  package func progress() { _ = isDone() }

  private func isDone() -> Bool {
    guard pending > 0 else { return true }
    var done: CInt = 0
    _ = test(CInt(pending), requests, &done, ignored)
    if done != 0 { pending = 0 }
    return done != 0
  }

  package func finish() {
    if isDone() { return }
    let start = Clock.now
    // Other ranks may need this processor.
    while !isDone() {
      let waited = Clock.now - start
      if waited < Self.eagerTime {
        sched_yield()
      } else {
        var time = timespec(
          tv_sec: 0, tv_nsec: waited < Self.patientTime ? Self.shortSleep : Self.longSleep)
        nanosleep(&time, nil)
      }
    }
    traffic.waited += Clock.now - start
  }
}
