import Foundation
import Testing

/// A program that serves the page of runs: dlrun watch, or a training with its page.
final class WatchedProgram {
  let process: Process
  /// The page's address, with a slash behind it.
  let address: String
  private let output: URL
  private let errors: URL

  /// Starts the program and waits for the address.
  init(_ arguments: [String], in workspace: Workspace) throws {
    (output, errors) = (workspace.scratch(), workspace.scratch())
    process = try Program.start(
      arguments, in: workspace, input: FileHandle.nullDevice,
      output: FileHandle(forWritingTo: output), errors: FileHandle(forWritingTo: errors))
    let file = arguments[0] == "watch" ? output : errors
    var found: String?
    let deadline = Date(timeIntervalSinceNow: 30)
    while found == nil, Date() < deadline {
      let text = try String(contentsOf: file, encoding: .utf8)
      if let start = text.range(of: "http://"),
        let end = text[start.lowerBound...].firstIndex(of: "\n")
      {
        found = String(text[start.lowerBound..<end])
      } else {
        usleep(10_000)
      }
    }
    do {
      let told = try String(contentsOf: errors, encoding: .utf8)
      address = try #require(found, "\(told)")
    } catch {
      process.terminate()
      throw error
    }
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var outputText: String { get throws { try String(contentsOf: output, encoding: .utf8) } }
  var errorText: String { get throws { try String(contentsOf: errors, encoding: .utf8) } }

  /// Waits until something is so.
  static func wait(_ comment: Comment, until isReady: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: 60)
    while try !isReady() {
      try #require(Date() < deadline, comment)
      usleep(20_000)
    }
  }

  /// Waits for the end; ends the process where it does not come.
  func status() -> Int32 {
    let deadline = Date(timeIntervalSinceNow: 60)
    while process.isRunning, Date() < deadline { usleep(10_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// An answer of the server.
  struct Answer {
    let status: Int
    let headers: [String: String]
    let body: String

    var json: [String: Any] {
      get throws {
        try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
      }
    }
  }

  private var port: Int { URL(string: address)?.port ?? 0 }
  /// The name in front of all paths, with a slash before and behind it.
  var prefix: String { URL(string: address)?.path(percentEncoded: true) ?? "" }
  var origin: String { "http://127.0.0.1:\(port)" }

  /// Sends a request as the page would, or with other headers; nil takes one away.
  /// - Parameter path: behind the address.
  func ask(
    _ path: String, method: String = "GET", headers: [String: String?] = [:],
    isAbsolute: Bool = false
  ) throws -> Answer {
    var all: [String: String?] = ["Host": "127.0.0.1:\(port)", "Connection": "close"]
    if method == "POST" {
      all["Origin"] = origin
      all["Content-Length"] = "0"
    }
    all.merge(headers) { $1 }
    var text = "\(method) \(isAbsolute ? "" : prefix)\(path) HTTP/1.1\r\n"
    for case (let name, let value?) in all { text += "\(name): \(value)\r\n" }
    let bytes = try exchange(Array((text + "\r\n").utf8))
    let answer = String(decoding: bytes, as: UTF8.self)
    let parts = answer.components(separatedBy: "\r\n\r\n")
    let lines = parts[0].components(separatedBy: "\r\n")
    let fields = lines.dropFirst().compactMap { line -> (String, String)? in
      line.firstIndex(of: ":").map {
        (
          line[..<$0].lowercased(),
          line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces)
        )
      }
    }
    return Answer(
      status: lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0,
      headers: Dictionary(fields) { $1 }, body: parts.dropFirst().joined(separator: "\r\n\r\n"))
  }

  private func exchange(_ request: [UInt8]) throws -> [UInt8] {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = UInt16(port).bigEndian
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(status == 0, "\(String(cString: strerror(errno)))")
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    try #require(send(socket, request, request.count, 0) == request.count)
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { return answer }
      answer += buffer[..<count]
    }
  }

  /// What is told of the first run to a page that has nothing.
  func run() throws -> [String: Any] {
    let runs = try ask("news").json["runs"] as? [[String: Any]]
    return try #require(runs?.first)
  }
}
