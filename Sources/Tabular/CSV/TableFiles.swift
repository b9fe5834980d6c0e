import System

/// The files of one table, one after the other.
package struct TableFiles: Hashable, Sendable {
  /// How messages call the table as a whole.
  package let name: String
  /// At least one; `-` is standard input.
  package let paths: [String]
  /// What to tell the user of files that patterns stand for, or that are read more than once.
  package let notes: [String]

  /// A table of one file.
  init(_ path: String) { self.init(name: path, paths: [path], areFound: false) }

  /// - Parameter areFound: whether some are files that fit a pattern.
  init(name: String, paths: [String], areFound: Bool) {
    self.name = name
    self.paths = paths
    var notes: [String] = []
    if areFound {
      notes.append(
        paths.count == 1
          ? "\(name): one file, \(paths[0])"
          : "\(name): \(paths.count) files, from \(paths[0]) to \(paths[paths.count - 1])")
    }
    var known: Set<String> = []
    let repeated = paths.filter { !known.insert($0).inserted }
    if let first = repeated.first {
      let others = Set(repeated).count - 1
      notes.append(
        "\(name): \(first)"
          + (others > 0 ? " and \(others) other file\(others == 1 ? "" : "s") are" : " is")
          + " read more than once, as stated")
    }
    self.notes = notes
  }

  /// The place of a message about the table as a whole.
  var location: Location { .file(name) }

  /// `FILE:LINE:COLUMN`.
  func text(_ position: TextPosition) -> String {
    "\(paths[position.file]):\(position.line):\(position.column)"
  }

  /// `LINE:COLUMN`, in a message that names the table; of several files with the file.
  func textInside(_ position: TextPosition) -> String {
    paths.count > 1 ? text(position) : "\(position.line):\(position.column)"
  }
}
