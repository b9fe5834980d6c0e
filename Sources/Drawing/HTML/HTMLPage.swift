import System

/// A page in one file: nothing of it comes from elsewhere. It follows the reader's choice of light and
/// dark, and can be printed.
package enum HTMLPage {
  /// The page.
  /// - Parameters:
  ///   - title: As text.
  ///   - generator: What wrote the page, by which its files are known again.
  ///   - body: As HTML.
  ///   - style: Rules beside those of all pages.
  ///   - script: What the page does when it is there.
  package static func page(
    title: String, generator: String, body: String, style more: String = "", script: String = ""
  ) -> String {
    """
    \(start(generator: generator))
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title.markup)</title>
    <style>\(style)\(more)</style>
    </head>
    <body>
    <main>
    \(body)
    </main>
    \(script.isEmpty ? "" : "<script>\(script)</script>\n")</body>
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
    table(
      rows.enumerated().map { number, row in
        row.enumerated().map { column, cell in
          // Names such as log_loss may be broken between their words.
          self.cell(
            column == 0 ? cell.markup.replacingScalars { $0 == "_" ? "_<wbr>" : nil } : cell.markup,
            isHeader: number == 0, isNumber: column >= first)
        }
      })
  }

  /// A table of finished cells, its first row the header, which is repeated on each sheet of paper.
  package static func table(_ rows: [[String]]) -> String {
    let lines = rows.map { "<tr>\($0.joined())</tr>\n" }
    return "<div class=\"wide\"><table>\n<thead>\(lines.first ?? "")</thead>\n"
      + "<tbody>\(lines.dropFirst().joined())</tbody></table></div>\n"
  }

  /// A cell of a table, its content as HTML.
  package static func cell(
    _ content: String, isHeader: Bool = false, isNumber: Bool = false, style: String = ""
  ) -> String {
    let tag = isHeader ? "th" : "td"
    return "<\(tag)\(isNumber ? " class=\"number\"" : "")"
      + "\(style.isEmpty ? "" : " style=\"\(style)\"")>\(content)</\(tag)>"
  }

  /// A part of a page with a heading; empty where it has no content.
  package static func section(_ title: String, _ content: String) -> String {
    content.isEmpty ? "" : "<section>\n<h2>\(title.markup)</h2>\n\(content)</section>\n"
  }

  package static func paragraph(_ text: String, isFaint: Bool = false) -> String {
    "<p\(isFaint ? " class=\"faint\"" : "")>\(text.markup)</p>\n"
  }

  /// A drawing below its title and a note; empty where there is none.
  /// - Parameter isBroad: Whether it may be as wide as the page.
  package static func figure(
    _ title: String, note: String = "", _ drawing: String?, isBroad: Bool = false
  ) -> String {
    guard let drawing else { return "" }
    let note = note.isEmpty ? "" : " <span>\(note.markup)</span>"
    return "<figure\(isBroad ? " class=\"broad\"" : "")>\n"
      + "<figcaption>\(title.markup)\(note)</figcaption>\n\(drawing)</figure>\n"
  }

  /// Figures side by side where there is room.
  package static func charts(_ figures: [String]) -> String {
    let figures = figures.joined()
    return figures.isEmpty ? "" : "<div class=\"charts\">\n\(figures)</div>\n"
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
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
    h3 { font-size: 1rem; margin: 1.4rem 0 .2rem; }
    p { margin: .4rem 0; overflow-wrap: break-word; }
    .faint { color: var(--faint); }
    .finding { border-left: 4px solid var(--warm); padding: .3rem .8rem; margin: .6rem 0;
      background: var(--panel); }
    .finding b { color: var(--warm); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .15rem .9rem .15rem 0; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    th { font-weight: 600; vertical-align: bottom; }
    th:first-child, td:first-child { min-width: 7rem; overflow-wrap: anywhere; }
    .number { text-align: right; white-space: nowrap; }
    th.number { white-space: normal; }
    pre { background: var(--panel); padding: .7rem; overflow-x: auto; font-size: 13px;
      line-height: 1.4; }
    svg { display: block; width: 100%; height: auto; margin: .3rem 0; }
    svg text { fill: var(--text); font: 13px system-ui, sans-serif; }
    svg .marked { font-weight: 600; paint-order: stroke; stroke: var(--ground); stroke-width: 3px; }
    svg .grid { stroke: var(--line); }
    svg .axis, svg .diagonal { stroke: var(--faint); }
    svg .diagonal, svg .mark { stroke-dasharray: 2 3; }
    svg .mark { stroke: var(--text); }
    svg .bar { fill: var(--line); }
    svg path { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
    svg path.faint { stroke-width: 1; stroke-opacity: .35; }
    \(Palette.colors.indices.map { "svg .c\($0) { stroke: var(--c\($0)); }" }.joined(separator: " "))
    svg circle { fill: var(--c0); fill-opacity: .5; }
    .charts { display: grid; gap: 0 2rem; align-items: end;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 22.5rem), 1fr)); }
    figure { margin: .8rem 0; max-width: 30rem; break-inside: avoid; }
    figure.broad { max-width: none; }
    figcaption { font-weight: 600; }
    figcaption span { font-weight: 400; color: var(--faint); }
    .cell { color: var(--text); }
    @media (max-width: 30rem) {
      body { font-size: 14px; } th, td { padding-right: .4rem; } .wide { font-size: 12px; }
      th:first-child, td:first-child { min-width: 4.5rem; }
    }
    @media (max-width: 390px) { svg text { font-size: 16.1px; } }
    @page { margin: 15mm; }
    @media print {
      body { font-size: 10pt; } main { max-width: none; padding: 0; }
      .wide, pre { overflow: visible; }
      table { font-size: 8.5pt; max-width: 100%; }
      th, td { white-space: normal; overflow-wrap: anywhere; padding-right: .5rem; }
      svg text { font-size: 14px; }
      th:first-child, td:first-child { min-width: 0; } th { overflow-wrap: break-word; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      .charts { grid-template-columns: 1fr 1fr; gap: 0 1.2rem; }
      h2, h3 { break-after: avoid; } .finding, tr { break-inside: avoid; }
      * { print-color-adjust: exact; }
    }

    """

  private static func colors(_ colors: [String]) -> String {
    colors.enumerated().map { "--c\($0): \($1);" }.joined(separator: " ")
  }
}
