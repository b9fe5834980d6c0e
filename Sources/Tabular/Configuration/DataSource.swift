import Spec
package import System

/// What a table is read from, as it was stated: the path of a file, `-` for standard input, a pattern that files
/// fit, or a list of paths and patterns. The rows of several files are those of one table, in the files' order.
package struct DataSource: Hashable, Sendable {
  /// At least one, once read.
  package private(set) var paths: [String]

  package init(_ paths: [String]) { self.paths = paths }

  package init(_ path: String) { self.init([path]) }

  package static let standardInput = DataSource("-")

  package var isStandardInput: Bool { self == Self.standardInput }

  /// The files, found anew: those of a pattern in the order of their paths' UTF-8 bytes. What is there under a
  /// pattern's own name is that file.
  /// - Throws: `noInput` where no file fits a pattern.
  package func files() throws(Failure) -> TableFiles {
    var files: [String] = []
    var areFound = false
    for path in paths {
      guard FilePattern.isPattern(path), FileSystem.status(path) == nil else {
        files.append(path)
        continue
      }
      let found = FilePattern.files(fitting: path)
      guard !found.isEmpty else {
        throw Failure(
          .noInput, at: .file(path),
          "no file fits this pattern"
            + (FilePattern.nearestName(to: path).map { ", did you mean \($0.quoted(most: 56))?" }
              ?? ""))
      }
      files += found
      areFound = true
    }
    return TableFiles(name: description, paths: files, areFound: areFound)
  }

  /// The same with absolute paths, seen from a folder. Standard input stays `-`.
  func absolute(from folder: String) -> DataSource {
    DataSource(paths.map { $0 == "-" ? $0 : FilePath.absolute($0, from: folder) })
  }
}

extension DataSource: ExpressibleByStringLiteral {
  package init(stringLiteral path: String) { self.init(path) }
}

extension DataSource: CustomStringConvertible {
  /// How messages call the table as a whole.
  package var description: String {
    let named = paths.prefix(3).joined(separator: ", ")
    return paths.count > 3 ? "\(named), … (\(paths.count) in all)" : named
  }
}

extension DataSource {
  /// As in a configuration.
  var written: JSONValue { paths.count == 1 ? .text(paths[0]) : .list(paths.map { .text($0) }) }
}

extension Form<DataSource> {
  /// A path or pattern, or a list of them.
  static var files: Form {
    Form<[String]>.oneOrSeveral(.path).converted(to: { DataSource($0) }, from: \.paths)
  }
}
