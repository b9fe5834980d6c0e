/// Which requests a server on the loopback address answers: those of its own page. Another page in the same browser can
/// send requests here, too, under a name that it has made lead here (DNS rebinding) or as they are; it cannot choose
/// what their headers say of it.
package struct RequestGuard: Sendable {
  private let hosts: [String]

  /// - Parameter port: that of the server.
  package init(port: Int) { hosts = ["127.0.0.1:\(port)", "localhost:\(port)"] }

  /// Why a request is not answered; nil where it is.
  /// - Parameters:
  ///   - host: the header of that name, and so on; nil where it is missing.
  ///   - changes: whether the request is to change anything.
  package func refusal(
    host: String?, origin: String?, site: String?, changes: Bool
  ) -> String? {
    guard let host, hosts.contains(host.lowercased()) else {
      return "refused: the request is for another host"
    }
    if let origin {
      guard origin.lowercased() == "http://" + host.lowercased() else {
        return "refused: the request is another page's"
      }
    } else if changes {
      return "refused: the request does not say which page it is of"
    }
    // Browsers say "none" of what the reader has typed.
    if let site, site != "same-origin", site != "none" {
      return "refused: the request is another page's"
    }
    return nil
  }
}
