import Glibc
package import System
package import Training

/// What a model can be written as.
package enum ExportFormat: String, CaseIterable, Sendable {
  case c
  case javascript
  case onnx
  case python
  case safetensors
  case sql

  /// The files of an export.
  /// - Parameter options: for a query.
  /// - Throws: `configuration` where the format cannot express something of the model, naming it.
  func files(of model: ExportedModel, _ options: SQLOptions) throws(Failure) -> ExportedFiles {
    switch self {
    case .c: .text(try CExport(model).text)
    case .javascript: .folder(try JavaScriptExport(model).files)
    case .onnx: .file(try ONNXExport(model).bytes)
    case .python: .text(try PythonExport(model).text)
    case .safetensors: .folder(try PyTorchExport(model).files)
    case .sql: .text(try SQLExport(model, options).text)
    }
  }

  /// Where an export goes whose path is not given, in the run's folder.
  package var defaultName: String {
    switch self {
    case .c: "model.c"
    case .javascript: "javascript"
    case .onnx: "model.onnx"
    case .python: "model.py"
    case .safetensors: "safetensors"
    case .sql: "model.sql"
    }
  }
}

/// The files of an export: one, or several in a folder.
enum ExportedFiles {
  case file([UInt8])
  case folder([(name: String, bytes: [UInt8])])

  static func text(_ text: String) -> ExportedFiles { .file(Array(text.utf8)) }
}

package enum ExportRun {
  /// Writes a run's model in a format.
  /// - Parameters:
  ///   - out: where it goes; nil for a name in the run's folder.
  ///   - sql: for a query.
  /// - Returns: the path.
  /// - Throws: `configuration` where the format cannot express the model, and then writes nothing.
  package static func write(
    _ run: FinishedRun, as format: ExportFormat, out: String?, sql: SQLOptions = SQLOptions(),
    outputs: Outputs
  ) throws(Failure) -> String {
    let model = try ExportedModel(run)
    let files: ExportedFiles
    do {
      files = try format.files(of: model, sql)
    } catch {
      throw Failure(
        error.status,
        error.diagnostics.map { Diagnostic($0.location ?? .file(run.directory), $0.message) })
    }
    let path = out ?? run.file(format.defaultName)
    switch files {
    case .file(let bytes): try WholeFile.replace(path, with: bytes, outputs: outputs)
    case .folder(let files):
      guard FileSystem.makeFolder(path) || errno == EEXIST else {
        throw Failure(
          .cannotCreate, at: .file(path),
          "the folder cannot be created: \(String(cString: strerror(errno)))")
      }
      var whole: [WholeFile] = []
      for file in files {
        let one = try WholeFile(path: FilePath.path(file.name, in: path), outputs: outputs)
        try one.write(file.bytes)
        whole.append(one)
      }
      try WholeFile.publish(whole, replacing: true)
    }
    return path
  }
}
