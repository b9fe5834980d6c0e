internal import Glibc

/// Which of several processes this one is, as the launcher of MPI says in the environment.
package struct RankPlace: Sendable {
  /// Whose library the processes are to use.
  package enum Launcher: Sendable {
    case openMPI
    case mpich
  }

  package let launcher: Launcher
  /// From 0.
  package let rank: Int
  package let count: Int
  /// The same on this machine.
  package let localRank: Int
  package let localCount: Int

  /// Nil where no launcher has started the process.
  package init?(environment: (String) -> String?) {
    func number(_ name: String) -> Int? { environment(name).flatMap { Int($0) } }
    if let rank = number("OMPI_COMM_WORLD_RANK"), let count = number("OMPI_COMM_WORLD_SIZE") {
      launcher = .openMPI
      self.rank = rank
      self.count = count
      localRank = number("OMPI_COMM_WORLD_LOCAL_RANK") ?? rank
      localCount = number("OMPI_COMM_WORLD_LOCAL_SIZE") ?? count
    } else if let rank = number("PMI_RANK"), let count = number("PMI_SIZE") {
      launcher = .mpich
      self.rank = rank
      self.count = count
      localRank = number("MPI_LOCALRANKID") ?? rank
      localCount = number("MPI_LOCALNRANKS") ?? count
    } else {
      return nil
    }
    guard 0..<count ~= rank else { return nil }
  }

  /// That of the process; nil where it is alone.
  package static let ofProcess: RankPlace? = {
    let place = RankPlace { name in getenv(name).map { String(cString: $0) } }
    return place.flatMap { $0.count > 1 ? $0 : nil }
  }()
}
