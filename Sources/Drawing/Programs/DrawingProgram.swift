import Glibc
package import System

/// A program that makes pictures of descriptions, such as gnuplot.
package struct DrawingProgram: Sendable {
  private let name: String
  private let debianPackage: String

  package init(_ name: String, debianPackage: String) {
    self.name = name
    self.debianPackage = debianPackage
  }

  /// Runs the program to its end.
  /// - Parameter input: What it finds on its standard input.
  /// - Returns: What it wrote to its standard output.
  /// - Throws: `cannotCreate` where it is missing or fails.
  package func run(_ arguments: [String], input: String) throws(Failure) -> [UInt8] {
    // Files instead of pipes: no side ever waits for the other.
    guard let script = ScratchFile(), let output = ScratchFile(), let errors = ScratchFile(),
      script.write(input)
    else {
      throw failure("cannot be given its input: \(String(cString: strerror(errno)))")
    }
    let process = try start(arguments, script, output, errors)
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1 {
      if errno != EINTR {
        throw failure("did not end normally: \(String(cString: strerror(errno)))")
      }
    }
    guard status == 0 else {
      let messages = String(decoding: errors.bytes(), as: UTF8.self).parts(at: "\n")
      let reason = messages.last { $0.contains { $0 != " " } }
      // A signal's number is in the low seven bits, the exit status above them.
      let signal = status & 0x7f
      let ending = signal == 0 ? "status \(status >> 8)" : "signal \(signal)"
      throw failure("failed: \(reason ?? ending)")
    }
    return output.bytes()
  }

  private func failure(_ message: String) -> Failure {
    Failure(.cannotCreate, "\(name) \(message)")
  }

  private func start(
    _ arguments: [String], _ input: ScratchFile, _ output: ScratchFile, _ errors: ScratchFile
  ) throws(Failure) -> pid_t {
    let (process, error) = ChildProcess.start(
      name, arguments, descriptors: [input, output, errors].map(\.descriptor))
    guard error == 0 else {
      guard error == ENOENT else {
        throw failure("cannot be started: \(String(cString: strerror(error)))")
      }
      throw failure(
        "is needed for the picture and not installed; on Debian, use 'apt-get install "
          + "\(debianPackage)'")
    }
    return process
  }
}
