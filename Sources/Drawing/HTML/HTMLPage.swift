/// A page in one file: nothing of it comes from elsewhere. It follows the reader's choice of light and
/// dark, and can be printed.
package enum HTMLPage {
  /// The page.
  /// - Parameters:
  ///   - title: As text.
  ///   - generator: What wrote the page, by which its files are known again.
  ///   - body: As HTML.
  package static func page(title: String, generator: String, body: String) -> String {
    """
    \(start(generator: generator))
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title.markup)</title>
    <style>\(style)</style>
    </head>
    <body>
    <main>
    \(body)
    </main>
    </body>
    </html>

    """
  }

  /// The first lines of a page of that generator.
  package static func start(generator: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="generator" content="\(generator.markup)">
    """
  }

  /// A table, its first row the header; columns from `firstNumber` on are aligned on their right.
  package static func table(_ rows: [[String]], numbersFromColumn first: Int = .max) -> String {
    let lines = rows.enumerated().map { number, row in
      let cells = row.enumerated().map { column, cell in
        let tag = number == 0 ? "th" : "td"
        return "<\(tag)\(column >= first ? " class=\"number\"" : "")>\(cell.markup)</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return "<div class=\"wide\"><table>\n\(lines.joined(separator: "\n"))\n</table></div>\n"
  }

  /// Colours of lines on a dark ground, in the order of `Palette`: its own, the dark ones lighter.
  private static let darkColors = [
    "#56A9E8", "#F2803A", "#2FC79A", "#E09BC4", "#E69F00", "#8FD0F5", "#DDDDDD",
  ]

  private static let style = """

    :root { color-scheme: light dark; --ground: #ffffff; --text: #1c1c1c; --faint: #666666;
      --line: #d8d8d8; --panel: #f6f6f6; --warm: #a03c00; \(colors(Palette.colors)) }
    @media screen and (prefers-color-scheme: dark) {
      :root { --ground: #161616; --text: #e8e8e8; --faint: #a0a0a0; --line: #3a3a3a;
        --panel: #222222; --warm: #ffa36b; \(colors(darkColors)) }
    }
    body { margin: 0; background: var(--ground); color: var(--text);
      font: 15px/1.5 system-ui, sans-serif; }
    main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    h1 { font-size: 1.6rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
    p { margin: .4rem 0; }
    .faint { color: var(--faint); }
    .finding { border-left: 4px solid var(--warm); padding: .3rem .8rem; margin: .6rem 0;
      background: var(--panel); }
    .finding b { color: var(--warm); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .15rem .7rem .15rem 0; border-bottom: 1px solid var(--line);
      white-space: nowrap; }
    th { font-weight: 600; }
    .number { text-align: right; }
    pre { background: var(--panel); padding: .7rem; overflow-x: auto; font-size: 13px;
      line-height: 1.4; }
    svg { display: block; width: 100%; height: auto; margin: .5rem 0; }
    svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
    svg .grid { stroke: var(--line); }
    svg .axis { stroke: var(--faint); }
    svg path { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
    \(Palette.colors.indices.map { "svg .c\($0) { stroke: var(--c\($0)); }" }.joined(separator: " "))
    svg circle { fill: var(--c0); fill-opacity: .5; }
    figure { margin: 1rem 0; break-inside: avoid; }
    figcaption { font-weight: 600; }
    .cell { color: var(--text); }
    @media print {
      body { font-size: 10pt; } main { max-width: none; padding: 0; }
      pre { white-space: pre-wrap; } h2 { break-after: avoid; }
      .finding, tr { break-inside: avoid; } details:not([open]) > * { display: block; }
    }

    """

  private static func colors(_ colors: [String]) -> String {
    colors.enumerated().map { "--c\($0): \($1);" }.joined(separator: " ")
  }
}
