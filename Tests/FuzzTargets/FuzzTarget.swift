package import System

/// Readers of files that anyone may hand over, as a function of their bytes. Whatever these are, they are read or
/// refused, and nothing else happens.
package struct FuzzTarget {
  package enum Name: String, CaseIterable, Sendable {
    case configurations, overrides, tables, streams, compressed, models, checkpoints, records,
      events
  }

  /// Bytes that are read, to begin with.
  package let seeds: [[UInt8]]
  /// The exit codes with which others are refused.
  private let statuses: Set<ExitStatus>
  private let read: ([UInt8]) throws -> Void

  init(
    seeds: [[UInt8]], refusedBy statuses: Set<ExitStatus>,
    read: @escaping ([UInt8]) throws -> Void
  ) {
    self.seeds = seeds
    self.statuses = statuses
    self.read = read
  }

  package init(_ name: Name) throws(Failure) {
    self =
      switch name {
      case .configurations: try .configurations()
      case .overrides: try .overrides()
      case .tables: try .tables()
      case .streams: try .streams()
      case .compressed: try .compressed()
      case .models: try .models()
      case .checkpoints: try .checkpoints()
      case .records: try .records()
      case .events: .events()
      }
  }

  package enum Outcome {
    case read
    case refused(Failure)
    /// Something that must not be, said in words.
    case wrong(String)
  }

  package func outcome(of bytes: [UInt8]) -> Outcome {
    do {
      try read(bytes)
      return .read
    } catch let failure as Failure {
      return statuses.contains(failure.status) && !failure.diagnostics.isEmpty
        ? .refused(failure)
        : .wrong("refused with \(failure.status.rawValue) and \(failure.diagnostics)")
    } catch {
      return .wrong("\(error)")
    }
  }
}

/// Something that was read, and read wrongly.
struct Falsehood: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
