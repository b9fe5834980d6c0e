/// The exit codes of the program, by the names of sysexits.
package enum ExitStatus: Int32, Sendable {
  /// A loss or a weight is no longer finite.
  case diverged = 1
  /// The command line is wrong.
  case usage = 64
  /// The data are wrong in themselves.
  case data = 65
  /// An input file is missing or unreadable.
  case noInput = 66
  /// An output cannot be created.
  case cannotCreate = 73
  /// Writing failed.
  case writing = 74
  /// The configuration is wrong, or does not fit the data.
  case configuration = 78
}

/// Where a fault is, as the user names the place.
package enum Location: Hashable, Sendable {
  /// A whole file.
  case file(String)
  /// A character of a file: physical line and character in it, both from 1.
  case position(file: String, line: Int, column: Int)
  /// An override given on the command line, such as `training.epochs=ten`.
  case override(String)
}

/// One fault: where it is, what is wrong, what was expected.
package struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  /// The place, or nil where there is none to name.
  package let location: Location?
  /// One sentence or two, without a final full stop.
  package let message: String

  package init(_ location: Location?, _ message: String) {
    self.location = location
    self.message = message
  }

  /// `FILE:LINE:COLUMN: message` on one line, as far as the place is known, control characters shown.
  package var description: String { text.shown }

  private var text: String {
    switch location {
    case nil: message
    case .file(let file): "\(file): \(message)"
    case .position(let file, let line, let column): "\(file):\(line):\(column): \(message)"
    case .override(let text): "--set \(text): \(message)"
    }
  }
}

/// Why a command cannot go on: an exit code and every fault found, one message a line.
package struct Failure: Error, Sendable {
  /// The program's exit code.
  package let status: ExitStatus
  /// The faults, in the order in which they are to be reported.
  package let diagnostics: [Diagnostic]

  package init(_ status: ExitStatus, _ diagnostics: [Diagnostic]) {
    self.status = status
    self.diagnostics = diagnostics
  }

  package init(_ status: ExitStatus, at location: Location? = nil, _ message: String) {
    self.init(status, [Diagnostic(location, message)])
  }
}

extension Failure {
  /// The same with another name for a file, or for the folder that its files are in.
  package func inPlace(of path: String, _ other: String) -> Failure {
    func renamed(_ file: String) -> String {
      file.hasPrefix(path) ? other + file.dropFirst(path.count) : file
    }
    return Failure(
      status,
      diagnostics.map { diagnostic in
        let message = diagnostic.message.replacing(path, with: other)
        return switch diagnostic.location {
        case .file(let file): Diagnostic(.file(renamed(file)), message)
        case .position(let file, let line, let column):
          Diagnostic(.position(file: renamed(file), line: line, column: column), message)
        case .override, nil: Diagnostic(diagnostic.location, message)
        }
      })
  }
}
