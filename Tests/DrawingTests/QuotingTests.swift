import Drawing
import Testing

/// Texts within the languages of other programs.
@Suite struct QuotingTests {
  @Test(arguments: [
    ("a", "'a'"), ("it's", "'it''s'"),
    ("x\u{600}'; system \"y\" #", "'x\u{600}''; system \"y\" #'"),
    ("'\u{301}", "'''\u{301}'"), ("a\nb\r\n\0c", #"'a\nb\r\n\u0000c'"#),
    ("\u{2028}", #"'\u2028'"#),
    ("`x` @y \\", "'`x` @y \\'"),
  ])
  func gnuplot(_ text: String, _ quoted: String) {
    #expect(Gnuplot.quoted(text).unicodeScalars.elementsEqual(quoted.unicodeScalars))
  }

  @Test(arguments: [
    (["a", "b"], #""a\nb""#),
    (["x\u{600}\"\u{301}, URL=\"y"], "\"x\u{600}\\\"\u{301}, URL=\\\"y\""),
    (["\\\u{301}N\\"], "\"\\\\\u{301}N\\\\\""), (["<b>&lt;"], #""<b>&amp;lt;""#),
    (["a\nb"], #""a\\nb""#),
  ])
  func graphviz(_ lines: [String], _ quoted: String) {
    #expect(GraphPicture.quoted(lines).unicodeScalars.elementsEqual(quoted.unicodeScalars))
  }

  @Test func pages() {
    #expect(
      "<a\u{600}\"\u{301}'>&\u{1B}\n".markup == "&lt;a\u{600}&quot;\u{301}&#39;&gt;&amp;\\u001B\n")
    #expect("<\u{338}".markup.unicodeScalars.elementsEqual("&lt;\u{338}".unicodeScalars))
  }

  @Test func notes() {
    #expect("a*b_c `d` [e](f) <g> [1, 2]".markdown == #"a\*b\_c \`d\` [e]\(f) \<g> [1, 2]"#)
    #expect("`\u{301}\n".markdown == "\\`\u{301}\\\\n")
  }

  @Test func tablesAndChartsShowControls() {
    let chart = Chart(
      title: "t\u{1B}", x: Axis("x\n"), y: Axis("y\u{9B}"),
      lines: [ChartLine("l\u{7}", x: [0, 1], y: [0, 1], color: 0)])
    let terminal = Terminal(columns: 60, usesColor: false)
    let text =
      TextTable([["a\nb", "c\u{202E}"], ["d", "e"]]).text + TerminalChart(chart, in: terminal).text
    #expect(
      !text.unicodeScalars.contains {
        $0.value < 32 && $0 != "\n" || $0 == "\u{9B}" || $0 == "\u{202E}"
      })
    for shown in [#"a\nb"#, #"c\u202E"#, #"t\u001B"#, #"x\n"#, #"y\u009B"#, #"l\u0007"#] {
      #expect(text.contains(shown), "\(shown)")
    }
  }
}
