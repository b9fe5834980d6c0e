import Foundation
import Spec
import System
import Tabular

/// The two sections that say what is read, as a configuration has them.
struct Sections: Declared {
  var data = DataSection()
  var preprocessing = PreprocessingSection()

  static let fields: [Field<Self>] = [
    Field("data", \.data, .object(), "the data"),
    Field("preprocessing", \.preprocessing, .object(), "the preprocessing"),
  ]
}

/// A folder of files that goes away with it.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "tabular-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// What it holds.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  /// Writes a file and returns its path.
  func write(_ bytes: some Sequence<UInt8>, as name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func write(_ text: String, as name: String) throws -> String {
    try write(text.utf8, as: name)
  }
}

/// Reads a table from text, its sections given as the inner part of a configuration's `data`.
func load<Scalar: TableScalar>(
  _ text: String, _ data: String = #""target": "y""#, preprocessing: String = "",
  seed: UInt64 = 0, threads: Int = 2, as type: Scalar.Type
) throws -> Splits<Scalar> {
  try load(
    Array(text.utf8), data, preprocessing: preprocessing, seed: seed, threads: threads, as: type)
}

/// The same for bytes; the file is called `t.csv`, and further ones may be given.
func load<Scalar: TableScalar>(
  _ bytes: [UInt8], _ data: String = #""target": "y""#, preprocessing: String = "",
  files: [String: String] = [:], seed: UInt64 = 0, threads: Int = 2,
  as _: Scalar.Type
) throws -> Splits<Scalar> {
  let folder = try Folder()
  defer { withExtendedLifetime(folder) {} }
  _ = try folder.write(bytes, as: "t.csv")
  for (name, text) in files { _ = try folder.write(text, as: name) }
  let json =
    #"{"data": {"train": "t.csv", \#(data)}, "preprocessing": {\#(preprocessing)}}"#
  do {
    var checked = try Sections.read(JSONReader.read(Array(json.utf8), at: .file("c.json")))
    checked.value.data.makePathsAbsolute(from: folder.path)
    return try loadSplits(
      checked.value.data, checked.value.preprocessing, seed: seed, threads: threads,
      places: checked.places)
  } catch {
    throw Fault(error, in: folder.path)
  }
}

/// A failure as the user meets it: its exit code and its messages, without the files' folder.
struct Fault: Error, Equatable, CustomStringConvertible {
  var status: Int32
  var messages: [String]

  init(_ status: Int32, _ messages: String...) {
    self.status = status
    self.messages = messages
  }

  init(_ failure: Failure, in folder: String) {
    status = failure.status.rawValue
    messages = failure.diagnostics.map {
      $0.description.replacingOccurrences(of: folder + "/", with: "")
    }
  }

  var description: String { "\(status) \(messages)" }
}

/// What reading fails with; nil where it does not.
func fault(_ body: () throws -> Void) -> Fault? {
  do {
    try body()
    return nil
  } catch let fault as Fault {
    return fault
  } catch {
    return Fault(-1, "\(error)")
  }
}

extension Matrix {
  /// The rows as arrays.
  var arrays: [[Scalar]] {
    (0..<rows).map { row in (0..<columns).map { self[row, $0] } }
  }
}

/// A small generator, so that random tests are the same each time (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
