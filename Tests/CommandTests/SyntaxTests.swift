import Foundation
import Spec
import System
import Testing

/// Names and cells that are syntax somewhere go through every command that takes data: nothing of them is
/// run, what is written can be read by its own parsers, and no control character reaches a terminal.
@Suite struct SyntaxTests {
  /// Each with marks that Swift joins to it as one character.
  static let separators = [
    "'", "\"", ",", ";", "=", ".", "\\", "\n", "\r\n", "\t", "`", "$", "@", "|", "<", "&", "%", "#",
    "{", "[", "-->", "\u{1B}[31m", "\u{7}", "\u{7F}", "\u{9B}31m", "\u{202E}", "\u{2066}",
    "\u{2028}",
  ]

  /// Text that does harm as a command of gnuplot or a shell, as an attribute of Graphviz, or as markup,
  /// where a separator ends the text before it.
  private static func name(
    _ letter: String, _ before: String, _ separator: String, _ behind: String
  )
    -> String
  {
    let joined = before + separator + behind
    return letter + joined + "; system 'touch pwned' #" + joined
      + ", URL=\"javascript:alert(1)\"`touch pwned`$(touch pwned)<script>alert(1)</script>\\N&lt;"
      + joined
  }

  private struct Names {
    let x: String
    let y: String
    let group: String
    let target: String
    let classes: [String]
    let categories: [String]

    init(_ separator: String) {
      x = SyntaxTests.name("x", "\u{600}", separator, "")
      y = SyntaxTests.name("y", "", separator, "\u{301}")
      group = SyntaxTests.name("g", "\u{110BD}", separator, "\u{301}")
      target = SyntaxTests.name("t", "", separator, "")
      classes = [
        SyntaxTests.name("a", "\u{605}", separator, "\u{301}"),
        // Blanks at the end of a cell do not count.
        SyntaxTests.name("b", "", separator, separator == "\t" ? "." : ""),
      ]
      categories = [
        SyntaxTests.name("c", "\u{6DD}", separator, ""),
        SyntaxTests.name("d", "", separator, "\u{20D2}"),
      ]
    }

    var header: [String] { [x, y, group, target] }

    var rows: [[String]] {
      (0..<24).map { row in
        [
          "\(Double(row % 5) / 4)", "\(Double(row % 7) / 6)", categories[row % 3 / 2],
          classes[(row % 5 + row % 7) / 5 % 2],
        ]
      }
    }
  }

  private static func csv(_ rows: [[String]]) -> String {
    rows.map { row in
      row.map { "\"" + $0.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\"" }
        .joined(separator: ",") + "\n"
    }.joined()
  }

  /// The cells of a sound CSV.
  private static func cells(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"":
        if !isQuoted, last == "\"" { cell.unicodeScalars.append(scalar) }
        isQuoted.toggle()
      case ",", "\n":
        guard !isQuoted else { fallthrough }
        row.append(cell)
        cell = ""
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      default: cell.unicodeScalars.append(scalar)
      }
      last = scalar
    }
    return rows
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(arguments: separators)
  func nothingIsObeyed(separator: String) throws {
    let workspace = try Workspace()
    let names = Names(separator)
    try workspace.write(Self.csv([names.header] + names.rows), to: "table.csv")
    let runName = Self.name("r", "\u{600}", separator, "\u{301}").replacingScalars {
      $0 == "/" ? "|" : nil
    }
    func configuration(_ name: String, ignoring ignored: [String]) throws {
      let columns = ignored.isEmpty ? [names.group: ["encoding": "embedding"]] : [:]
      let json: [String: Any] = [
        "name": runName,
        "data": [
          "train": "table.csv", "target": names.target, "test": 0.25, "ignore": ignored,
          "columns": columns,
        ],
        "model": ["layers": [["units": 2, "activation": "tanh"], ["activation": "softmax"]]],
        "training": ["epochs": 2, "tensorboard": true, "log_layers": true],
      ]
      try JSONSerialization.data(withJSONObject: json).write(to: workspace.file(name))
    }
    try configuration("mixed.json", ignoring: [])
    try configuration("plane.json", ignoring: [names.group])

    /// Runs a command; what it says shows no control characters.
    func run(_ arguments: [String], statuses: Set<Int32> = [0], isData: Bool = false) throws
      -> String
    {
      let ending = try Program.run(arguments, in: workspace)
      try #require(statuses.contains(ending.status), "\(arguments): \(ending.errors)")
      for text in isData ? [ending.errors] : [ending.output, ending.errors] {
        let controls = text.unicodeScalars.filter { $0.isControl && $0 != "\n" }
        #expect(controls.isEmpty, "\(arguments): \(text.debugDescription)")
      }
      return ending.output
    }

    let proposal = try object(run(["init", "table.csv", "--target", names.target]))
    #expect((proposal["data"] as? [String: Any])?["target"] as? String == names.target)
    _ = try run(["check", "mixed.json"])
    let check = try object(run(["check", "mixed.json", "--json"]))
    #expect(check.description.contains("touch pwned"))
    let mixed = String(try run(["train", "mixed.json"]).dropLast())
    let plane = String(try run(["train", "plane.json"]).dropLast())
    #expect(workspace.exists(mixed) && workspace.exists(plane) && mixed != plane)
    #expect(try workspace.names(in: "runs").count == 2)

    _ = try run(["eval", mixed])
    let evaluation = try object(run(["eval", mixed, "--data", "table.csv", "--json"]))
    let metrics = try #require(evaluation["metrics"] as? [String: Any])
    #expect(metrics["classes"] as? [String] == names.classes)
    let answers = Self.cells(
      try run(
        ["predict", mixed, "--data", "table.csv", "--keep", names.group, names.y], isData: true))
    #expect(
      answers[0] == [names.group, names.y, "prediction"] + names.classes.map { "probability_" + $0 }
    )
    #expect(answers.dropFirst().map { $0.prefix(2) } == names.rows.map { [$0[2], $0[1]] })
    #expect(answers.dropFirst().allSatisfy { names.classes.contains($0[2]) && $0.count == 5 })

    _ = try run(["show", mixed])
    _ = try object(run(["show", mixed, "--json"]))
    _ = try run(["doctor", mixed])
    _ = try object(run(["doctor", mixed, "--json"]))
    for format in ["text", "markdown", "html"] {
      let trace = try run(["trace", "mixed.json", "--rows", "2", "--format", format])
      if format == "html" {
        try trace.write(to: workspace.file("trace.html"), atomically: true, encoding: .utf8)
      }
    }
    _ = try object(run(["trace", "mixed.json", "--rows", "2", "--format", "json"]))
    let drawing = try run(["graph", "mixed.json", "--gradient"])
    for line in drawing.split(separator: "\n") where line.contains("[label=") {
      // A label has no quote that ends it before its own.
      #expect(
        line.matches(of: /\[label="(?:[^"\\]|\\.)*"(?:, (?:fill)?color="#[0-9A-F]{6}")*\]/).count
          == 1)
    }
    _ = try run(["graph", "mixed.json", "--plan"])
    _ = try run(["plot", mixed, plane])
    _ = try run(["surface", plane])
    // Without the programs that draw them there are no pictures.
    for (picture, arguments) in [
      ("graph.svg", ["graph", "mixed.json"]), ("plot.svg", ["plot", mixed, plane]),
      ("surface.svg", ["surface", plane]), ("surface.png", ["surface", plane]),
    ] {
      _ = try run(arguments + ["--out", picture], statuses: [0, 73])
    }
    let report = try run(["report", mixed]).dropLast()
    let page = try String(contentsOf: workspace.file(String(report)), encoding: .utf8)
    #expect(!page.unicodeScalars.contains { $0.isControl && $0 != "\n" && $0 != "\t" })
    #expect(!page.contains("<script"))

    let race = [
      Self.name("v", "\u{600}", separator, "\u{301}"), "w" + separator + "\u{301}",
    ].map { $0.replacingScalars { $0 == "/" ? "|" : nil } }
    let values = race.map(\.quoted).joined(separator: ",")
    let raced = try run(["race", "mixed.json", "--vary", "name=\(values)", "--out", "race"])
    #expect(raced == "race\n")
    for text in [
      try run(["compare", mixed, plane, "--csv"], isData: true),
      try String(contentsOf: workspace.file("race/comparison.csv"), encoding: .utf8),
    ] {
      let table = Self.cells(text)
      #expect(table.count == 3 && Set(table.map(\.count)).count == 1)
    }
    #expect(
      try Self.cells(String(contentsOf: workspace.file("race/comparison.csv"), encoding: .utf8))
        .dropFirst().map { $0[0] } == race.map { FilePath.folderName($0) })
    _ = try object(run(["compare", mixed, plane, "--json"]))
    _ = try run(["compare", mixed, plane])

    for (arguments, status) in [
      (["check", "mixed.json", "--set", "data.target=" + names.x + "z"], 78),
      (["check", "mixed.json", "--set", names.x], 78),
      (["predict", mixed, "--data", "table.csv", "--keep", names.x + "z"], 64),
      (["descend", "--function", "ravine", "--start", "2,1", "--optimizer", names.x], 64),
      (["show", names.x], 66),
    ] as [([String], Int32)] {
      _ = try run(arguments, statuses: [status])
    }

    // The command that repeats the run is one word of a shell behind `dlrun train`.
    let line = try #require(page.firstMatch(of: /<pre>dlrun train (.*)<\/pre>/))
    var word = String(line.1)
    // By scalars, since a mark behind a reference is joined to its last character.
    for (reference, text) in [
      ("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"),
    ] {
      word = word.replacingOccurrences(of: reference, with: text, options: .literal)
    }
    #expect(try Program.shell("printf %s " + word, in: workspace).output == mixed + "/config.json")

    try Self.checkByPython(in: workspace)
    let found = FileManager.default.enumerator(atPath: workspace.url.path)?.compactMap {
      $0 as? String
    }
    #expect(found?.contains { $0.hasSuffix("/pwned") || $0 == "pwned" } == false)
  }

  /// Reads what was written by Python's parsers, where there is Python.
  private static func checkByPython(in workspace: Workspace) throws {
    try workspace.write(
      #"""
      import csv, glob, html.parser, json, os, xml.etree.ElementTree as tree

      for name in ["graph.svg", "plot.svg", "surface.svg"]:
          if os.path.exists(name):
              for element in tree.parse(name).iter():
                  assert not element.tag.endswith("}script"), name
                  assert not any("javascript" in value for value in element.attrib.values()), name
                  assert not any(key.startswith("on") for key in element.attrib), name

      class Page(html.parser.HTMLParser):
          scripts = 0
          def handle_starttag(self, tag, attributes):
              self.scripts += tag == "script"
              assert not any(key.startswith("on") for key, _ in attributes), attributes
              assert tag not in ("a", "img", "iframe"), tag

      for name in glob.glob("runs/*/report.html") + ["trace.html"]:
          page = Page()
          page.feed(open(name, encoding="utf-8", newline="").read())
          # The page to be stepped through has one of its own.
          assert page.scripts == (name == "trace.html"), name

      for name in glob.glob("runs/*/*.json") + glob.glob("race/*/*/*.json"):
          json.load(open(name, encoding="utf-8"))

      for name in glob.glob("**/*.csv", recursive=True):
          rows = list(csv.reader(open(name, encoding="utf-8", newline=""), strict=True))
          assert len(rows) > 1 and len({len(row) for row in rows}) == 1, name
      """#, to: "parse.py")
    let ending = try Program.shell("$python parse.py", in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
  }
}
