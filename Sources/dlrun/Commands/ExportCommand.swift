import ArgumentParser
import Export
import Spec
import System
import Training

struct ExportCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model, with all preprocessing of cells, for another program.",
    discussion: """
      What a format cannot express is refused by name. c is one file of C99 without dependencies; javascript a folder \
      with a module and a page that works by itself; onnx a file for ONNX's runtimes (operations of version 20), with an \
      input for each column and an output for each answer; python a file that needs NumPy; safetensors a folder with the \
      tensors and a module of PyTorch for them, which gives the last layer's weighted sums; sql one query over a table \
      with the columns of the training file. Answers are named as in the header of dlrun predict.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var run: String

  @Option(
    help: ArgumentHelp(
      "The format: one of \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: String

  @Option(
    help: ArgumentHelp(
      "The file or folder to write. (default: one in the run's folder, named for the format)",
      valueName: "path"),
    completion: .file())
  var out: String?

  @Option(
    help: ArgumentHelp(
      "For sql, the dialect: one of \(SQLDialect.allCases.map(\.rawValue).joined(separator: ", ")). (default: sqlite)",
      valueName: "dialect"))
  var dialect: String?

  @Option(help: ArgumentHelp("For sql, the table. (default: data)", valueName: "name"))
  var table: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "For sql, pass on this column of the table; may be repeated.", valueName: "column"))
  var keep: [String] = []

  func validate() throws {
    try Self.check(format, "format", among: ExportFormat.allCases.map(\.rawValue))
    if let dialect {
      try Self.check(dialect, "dialect", among: SQLDialect.allCases.map(\.rawValue))
    }
    if format != ExportFormat.sql.rawValue, dialect != nil || table != nil || !keep.isEmpty {
      throw ValidationError("--dialect, --table and --keep are for --format sql")
    }
    if table?.isEmpty == true { throw ValidationError("--table must be the name of a table") }
  }

  private static func check(_ word: String, _ what: String, among names: [String]) throws {
    guard !names.contains(word) else { return }
    throw ValidationError(
      "unknown \(what) \(word.quoted)"
        + suggestion(for: word, among: names, orExpected: names.listed(by: "or")))
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    guard let format = ExportFormat(rawValue: format) else { return "" }
    let path = try ExportRun.write(
      FinishedRun(run), as: format, out: out,
      sql: SQLOptions(
        dialect: dialect.flatMap(SQLDialect.init) ?? .sqlite, table: table ?? "data", kept: keep),
      outputs: process.outputs)
    return Console.output(path + "\n")
  }
}
