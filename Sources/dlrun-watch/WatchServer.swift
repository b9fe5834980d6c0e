import FlyingFox
import FlyingSocks
import Foundation
import Live
import Spec
import System

/// The server of the page, on the loopback address alone. Its paths begin with a word that only those know who were
/// shown the address, so that no other user of the machine finds it.
struct WatchServer {
  private let port: UInt16
  private let runs: LiveRuns
  private let channel: LiveChannel?
  private let scratch: LiveScratch
  private let key = Self.word()

  /// How long a page has to come for the end of a training, in seconds.
  private static let patience = 30.0

  /// - Throws: `usage`.
  init(_ arguments: ArraySlice<String>) throws(Failure) {
    var arguments = arguments
    guard let port = arguments.popFirst().flatMap({ UInt16($0) }) else {
      throw Failure(.usage, "dlrun-watch is started by dlrun watch and dlrun train --watch")
    }
    self.port = port
    let isTraining = arguments.first == "--training"
    if isTraining { arguments.removeFirst() }
    channel = isTraining ? LiveChannel(descriptor: 3) : nil
    scratch = try LiveScratch()
    runs = LiveRuns(Array(arguments), channel: channel, scratch: scratch)
  }

  /// 128 random bits.
  private static func word() -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Serves until the process is ended, or until a training is over and its page has seen that.
  /// - Throws: `cannotCreate` where the port is taken.
  func run() async throws(Failure) {
    let signals = watchSignals()
    defer {
      for signal in signals { signal.cancel() }
      scratch.remove()
    }
    let handler = PageHandler(runs: runs, key: key)
    do {
      let server = HTTPServer(
        address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled, handler: handler)
      let serving = Task { try await server.run() }
      do {
        try await server.waitUntilListening()
      } catch {
        _ = try await serving.value
      }
      guard case .ip4(_, let port) = await server.listeningAddress else {
        throw SocketError.unsupportedAddress
      }
      await handler.begin(RequestGuard(port: Int(port)))
      let line = Array("http://127.0.0.1:\(port)/\(key)/\n".utf8)
      if let error = line.withUnsafeBytes({ writeAll($0, to: STDOUT_FILENO) }) {
        throw StandardOutput.failure(error)
      }
      guard let channel else {
        try await serving.value
        return
      }
      while channel.isOpen { try await Task.sleep(for: .milliseconds(200)) }
      let end = Clock.now
      while await !runs.isEndTold, Double(Clock.now - end) < Self.patience * 1e9 {
        try await Task.sleep(for: .milliseconds(200))
      }
      // The answer has to reach the page.
      await server.stop(timeout: 1)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(
        .cannotCreate, "the page cannot be served on port \(port): \(error.localizedDescription)")
    }
  }

  /// Lets SIGINT, SIGTERM and SIGHUP end the process when its temporary files are gone.
  private func watchSignals() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [scratch] in
        scratch.remove()
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }
}
