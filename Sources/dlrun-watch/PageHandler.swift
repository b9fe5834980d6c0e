import FlyingFox
import Foundation
import Live
import Spec

/// Answers the requests of the page.
actor PageHandler: HTTPHandler {
  private let runs: LiveRuns
  private let key: String
  /// Nil before the port is known, when nothing is answered.
  private var requestGuard: RequestGuard?

  init(runs: LiveRuns, key: String) {
    self.runs = runs
    self.key = key
  }

  func begin(_ requestGuard: RequestGuard) { self.requestGuard = requestGuard }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let changes = request.method != .GET
    let refusal = requestGuard.map {
      $0.refusal(
        host: request.headers[.host], origin: request.headers[HTTPHeader("Origin")],
        site: request.headers[HTTPHeader("Sec-Fetch-Site")], changes: changes)
    }
    guard let refusal else { return Self.text(.serviceUnavailable, "not ready") }
    if let refusal { return Self.text(.forbidden, refusal) }
    func query(_ name: String) -> String? { request.query.first { $0.name == name }?.value }
    let action: LiveRuns.Action
    switch (request.method, request.path) {
    // The library takes the slash behind it away.
    case (.GET, "/\(key)"): return Self.page()
    case (.GET, "/\(key)/news"):
      return Self.json(await runs.news(seen: query("seen") ?? ""))
    case (.POST, "/\(key)/stop"): action = .stop
    case (.POST, "/\(key)/learning-rate"): action = .learningRate(query("value") ?? "")
    default: return Self.text(.notFound, "there is nothing here")
    }
    let objection = await runs.perform(action, onRun: query("run").flatMap { Int($0) })
    return Self.json(
      .object([("error", objection.map { .text($0) } ?? Spec.JSONValue(.null))]))
  }

  private static func page() -> HTTPResponse {
    let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
    var headers = headers("text/html; charset=utf-8")
    headers[HTTPHeader("Content-Security-Policy")] = LivePage.policy(nonce: nonce)
    return HTTPResponse(
      statusCode: .ok, headers: headers, body: Data(LivePage.page(nonce: nonce).utf8))
  }

  private static func json(_ value: Spec.JSONValue) -> HTTPResponse {
    HTTPResponse(
      statusCode: .ok, headers: headers("application/json"), body: Data(value.onOneLine.utf8))
  }

  private static func text(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
    HTTPResponse(
      statusCode: status, headers: headers("text/plain; charset=utf-8"),
      body: Data((text + "\n").utf8))
  }

  private static func headers(_ type: String) -> HTTPHeaders {
    [
      .contentType: type, HTTPHeader("Cache-Control"): "no-store",
      HTTPHeader("X-Content-Type-Options"): "nosniff", HTTPHeader("X-Frame-Options"): "DENY",
      HTTPHeader("Referrer-Policy"): "no-referrer",
      HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
      HTTPHeader("Cross-Origin-Opener-Policy"): "same-origin",
    ]
  }
}
