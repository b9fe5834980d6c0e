import Drawing

/// The page that shows runs while they are trained. All that is in it is in one file; what it shows comes from the
/// server that it came from.
package enum LivePage {
  /// The page.
  /// - Parameter nonce: a word that nobody else knows, by which the browser tells the page's own style and script.
  package static func page(nonce: String) -> String {
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    let body = """
      <div class="head"><h1>dlrun watch</h1><p id="status" class="faint" role="status">loading</p></div>
      <noscript><p>The page needs JavaScript, and loads none from elsewhere.</p></noscript>
      <div id="runs"></div>
      <div id="curves" class="plots"></div>
      <div id="details"></div>
      <style>\(text(PackageResources.page_css))</style>
      <script>\(text(PackageResources.page_js))</script>
      """
    return HTMLPage.page(title: "dlrun watch", generator: "dlrun watch", body: body)
      .replacing("<style>", with: "<style nonce=\"\(nonce)\">")
      .replacing("<script>", with: "<script nonce=\"\(nonce)\">")
      .replacing("</head>", with: "<link rel=\"icon\" href=\"data:,\">\n</head>")
  }

  /// What the browser may do on the page: nothing but to show it and to ask this server.
  package static func policy(nonce: String) -> String {
    "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; connect-src 'self'; "
      + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  }
}
