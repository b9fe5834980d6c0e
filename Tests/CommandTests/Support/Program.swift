import Foundation
import Testing

/// The built executable, run as a user runs it.
enum Program {
  /// What a finished process left.
  struct Ending {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Beside the tests' own executable.
  static let path: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let bundle = CommandLine.arguments.firstIndex(of: "--test-bundle-path").map {
      URL(fileURLWithPath: CommandLine.arguments[$0 + 1])
    }
    return (bundle ?? tests).deletingLastPathComponent().appendingPathComponent("dlrun").path
  }()

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - folder: The current folder.
  ///   - input: What standard input holds.
  static func run(
    _ arguments: [String], in folder: Workspace, input: String = ""
  ) throws -> Ending {
    try run(path, arguments, in: folder, input: input)
  }

  /// A Python with the packages that exports are tested with.
  private static let python = Repository.path(".build/python/bin/python3")

  /// Runs the program by a line of the shell, in which `$dlrun` is the program, and `$python` one with the packages
  /// that exports are tested with.
  static func shell(_ line: String, in folder: Workspace) throws -> Ending {
    try run("/bin/sh", ["-c", line], in: folder, input: "")
  }

  private static func run(
    _ executable: String, _ arguments: [String], in folder: Workspace, input: String
  ) throws -> Ending {
    // Files instead of pipes, so that nothing waits for a reader.
    let (output, errors) = (folder.scratch(), folder.scratch())
    let inputFile = folder.scratch()
    try input.write(to: inputFile, atomically: false, encoding: .utf8)
    let process = try start(
      executable, arguments, in: folder, input: FileHandle(forReadingFrom: inputFile),
      output: FileHandle(forWritingTo: output), errors: FileHandle(forWritingTo: errors))
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Runs the program to its end while its input comes piece by piece: each when those before it have
  /// been answered, byte by byte, as slowly as pipes may be.
  ///
  /// - Parameter pieces: The input, with how many lines of output there must be after each piece.
  static func run(
    _ arguments: [String], in folder: Workspace, pieces: [(bytes: [UInt8], lines: Int)]
  ) throws -> Ending {
    let (input, output, errors) = (Pipe(), Pipe(), folder.scratch())
    let process = try start(
      arguments, in: folder, input: input, output: output,
      errors: FileHandle(forWritingTo: errors))
    let writing = input.fileHandleForWriting
    let reading = output.fileHandleForReading
    var text = ""
    for (bytes, lines) in pieces {
      for byte in bytes { writing.write(Data([byte])) }
      while text.count(where: { $0 == "\n" }) < lines {
        text += String(decoding: reading.availableData, as: UTF8.self)
      }
      #expect(process.isRunning)
    }
    try writing.close()
    text += String(decoding: reading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, output: text,
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Starts the program; whoever calls this waits for its end.
  static func start(
    _ arguments: [String], in folder: Workspace, input: Any, output: Any, errors: Any
  ) throws -> Process {
    try start(path, arguments, in: folder, input: input, output: output, errors: errors)
  }

  private static func start(
    _ executable: String, _ arguments: [String], in folder: Workspace, input: Any, output: Any,
    errors: Any
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["dlrun": path, "python": python]
    ) { $1 }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return process
  }
}
