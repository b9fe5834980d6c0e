import Foundation
import Testing

/// The page that shows runs while they are trained, and what can be done on it.
@Suite(.serialized) struct WatchTests {
  private func changes(_ run: RunFolder) throws -> [(epoch: Int, rate: Double)] {
    let training = try run.json("config.json")["training"] as? [String: Any]
    return (training?["learning_rate_changes"] as? [[String: Any]] ?? []).map {
      ($0["epoch"] as? Int ?? 0, $0["learning_rate"] as? Double ?? 0)
    }
  }

  // MARK: Changes of the learning rate

  @Test func changesTakeTheOptimizersPlace() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(
      #"""
      "epochs": 6, "descent": "batch",
      "learning_rate_changes": [{"epoch": 3, "learning_rate": 0.5}, {"epoch": 5, "learning_rate": 0.25}]
      """#, rest: #", "optimizer": {"name": "momentum", "learning_rate": 1}"#)
    func rates(_ settings: String...) throws -> [Double] {
      let ending = try Program.run(
        ["train", "xor.json", "--out", "run-\(settings)"] + settings.flatMap { ["--set", $0] },
        in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      return try RunFolder(workspace.file("run-\(settings)")).column("learning_rate")
    }
    #expect(try rates("training.precision=float64") == [1, 1, 1, 0.5, 0.5, 0.25, 0.25])
    // The schedule goes on: it has halved the rate once for each epoch.
    let halving = #"training.schedule={"name": "exponential", "factor": 0.5}"#
    #expect(
      try rates("training.precision=float64", halving)
        == [1, 1, 0.5, 0.125, 0.0625, 0.015625, 0.0078125])
    #expect(
      try rates("training.precision=float64", "training.warmup_epochs=4")
        == [0.25, 0.25, 0.5, 0.375, 0.5, 0.25, 0.25])
  }

  @Test(arguments: [
    (#"[{"epoch": 5, "learning_rate": 1}, {"epoch": 5, "learning_rate": 2}]"#, "ascending"),
    (#"[{"epoch": 0, "learning_rate": 1}]"#, "epoch"),
    (#"[{"epoch": 2, "learning_rate": 0}]"#, "learning_rate"),
    (#"[{"epoch": 2, "learning_rate": -1}]"#, "learning_rate"),
    (#"[{"epoch": 2, "rate": 1}]"#, "learning_rate"), (#"[{"epoch": 2}]"#, "missing key"),
    (#"[{"learning_rate": 2}]"#, "missing key"),
  ])
  func wrongChangesAreRefused(_ changes: String, _ word: String) throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 6, "learning_rate_changes": \#(changes)"#)
    let ending = try Program.run(["train", "xor.json"], in: workspace)
    #expect(ending.status == 78)
    #expect(
      ending.errors.hasPrefix("xor.json:4:") && ending.errors.contains(word), "\(ending.errors)")
    #expect(!workspace.exists("runs"))
  }

  /// A change is written down before it is trained with, so after a kill the checkpoint may not know of it.
  @Test func aRunGoesOnOverAChangeThatItsCheckpointDoesNotKnow() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 20, "checkpoint": {"every_epochs": 20}"#)
    for name in ["run", "late"] {
      let ending = try Program.run(["train", "xor.json", "--out", name], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
    }
    let run = RunFolder(workspace.file("run"))
    let text = try run.text("config.json")
    func write(_ change: String) throws {
      let changed = text.replacingOccurrences(
        of: #""learning_rate_changes": []"#, with: #""learning_rate_changes": [\#(change)]"#)
      try #require(changed != text)
      try workspace.write(changed, to: "run/config.json")
    }
    try write(#"{"epoch": 20, "learning_rate": 0.3}"#)
    let resume = ["train", "--resume", "run", "--set", "training.epochs=40"]
    let refused = try Program.run(resume, in: workspace)
    #expect(refused.status == 78 && refused.errors.contains("learning_rate_changes"))
    try write(#"{"epoch": 21, "learning_rate": 0.3}"#)
    let resumed = try Program.run(resume, in: workspace)
    try #require(resumed.status == 0, "\(resumed.errors)")
    let repeated = try Program.run(
      ["train", "run/config.json", "--out", "again"], in: workspace)
    try #require(repeated.status == 0, "\(repeated.errors)")
    try ResumeTests.expectEqual(run.url, workspace.file("again"), "resumed")
    let rates = try run.column("learning_rate")
    #expect(Set(rates[..<21]) == [0.001] && Set(rates[21...]) == [0.3])
  }

  /// A rate that was changed on the page, a stop there, going on, and all of it once more from the configuration.
  @Test(arguments: [
    "", #", "schedule": {"name": "exponential", "factor": 0.9999}, "warmup_epochs": 3"#,
  ])
  func whatIsDoneOnThePageIsRepeatedExactly(_ more: String) throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 2000000000, "log_steps": true\#(more)"#)
    let run = RunFolder(workspace.file("run"))
    let training = try WatchedProgram(
      ["train", "xor.json", "--out", "run", "--watch", "--quiet"], in: workspace)
    for (number, rate) in ["0.05", "0.0125"].enumerated() {
      let answer = try training.ask("learning-rate?run=0&value=\(rate)", method: "POST")
      // The run is known when the page has asked for it.
      if number == 0, answer.body.contains("no such run") { _ = try training.ask("news") }
      _ = try training.ask("learning-rate?run=0&value=\(rate)", method: "POST")
      try WatchedProgram.wait("the change is recorded") {
        try changes(run).last?.rate == Double(rate)
      }
    }
    let recorded = try changes(run)
    #expect(recorded.map(\.rate) == [0.05, 0.0125])
    try WatchedProgram.wait("some epochs are trained with the last rate") {
      try (run.column("epoch").last ?? 0) > Double(recorded[1].epoch + 5)
    }
    #expect(try training.ask("stop?run=0", method: "POST").json["error"] is NSNull)
    #expect(training.status() == 130)
    #expect(try training.outputText.isEmpty)
    let errors = try training.errorText
    #expect(errors.contains("interrupted by SIGINT; resume with: dlrun train --resume run"))
    #expect(run.exists("checkpoint.safetensors") && run.exists("model.safetensors"))

    let end = Int(try run.last("epoch")) + 30
    let resumed = try Program.run(
      ["train", "--resume", "run", "--set", "training.epochs=\(end)"], in: workspace)
    try #require(resumed.status == 0, "\(resumed.errors)")
    #expect(try changes(run).map(\.epoch) == recorded.map(\.epoch))
    let repeated = try Program.run(
      ["train", "run/config.json", "--out", "again"], in: workspace)
    try #require(repeated.status == 0, "\(repeated.errors)")
    try ResumeTests.expectEqual(run.url, workspace.file("again"), "from config.json")
  }

  // MARK: Who is answered

  @Test func onlyThePageItselfIsAnswered() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    #expect(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 0)
    let watch = try WatchedProgram(["watch", "run"], in: workspace)
    let page = try watch.ask("")
    #expect(page.status == 200)
    #expect(page.body.contains("<title>dlrun watch</title>"))
    let policy = try #require(page.headers["content-security-policy"])
    #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
    #expect(!page.body.contains("http://") || !page.body.contains("src=\"http"))
    #expect(try watch.ask("news").status == 200)

    let port = try #require(watch.origin.split(separator: ":").last)
    #expect(try watch.ask("", headers: ["Host": "localhost:\(port)"]).status == 200)
    for host in [
      "evil.example", "evil.example:\(port)", "127.0.0.1", "127.0.0.1:1",
      "127.0.0.1.evil.example:\(port)",
      "0.0.0.0:\(port)", nil,
    ] {
      for path in ["", "news"] {
        let status = try watch.ask(path, headers: ["Host": host]).status
        #expect(status == 403, "\(host ?? "no host")")
      }
    }
    for origin in [
      "http://evil.example", "null", "https://127.0.0.1:\(port)", "http://127.0.0.1:1",
    ] {
      #expect(try watch.ask("news", headers: ["Origin": origin]).status == 403)
      let stop = try watch.ask("stop?run=0", method: "POST", headers: ["Origin": origin])
      #expect(stop.status == 403)
    }
    #expect(try watch.ask("stop?run=0", method: "POST", headers: ["Origin": nil]).status == 403)
    #expect(
      try watch.ask("stop?run=0", method: "POST", headers: ["Sec-Fetch-Site": "cross-site"]).status
        == 403)
    // Without the word in the address there is nothing, nor in another way.
    for path in ["/", "/news", "/stop?run=0", "/0123456789abcdef0123456789abcdef/news"] {
      #expect(try watch.ask(path, isAbsolute: true).status == 404)
    }
    #expect(try watch.ask("stop?run=0").status == 404)
    #expect(try watch.ask("../../etc/passwd").status == 404)
    // What cannot be done is said.
    let stop = try watch.ask("stop?run=0", method: "POST")
    #expect(stop.status == 200)
    #expect(try stop.json["error"] as? String == "the run is not being trained")
    #expect(
      try watch.ask("stop?run=9", method: "POST").json["error"] as? String == "there is no such run"
    )

    #expect(try watch.outputText == watch.address + "\n")
    kill(watch.process.processIdentifier, SIGINT)
    #expect(watch.status() == 130)
    #expect(try watch.errorText.isEmpty)
  }

  /// What is new is told, and nothing twice.
  @Test func onlyWhatIsNewIsTold() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 30, "log_layers": true"#)
    #expect(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 0)
    let watch = try WatchedProgram(["watch", "run"], in: workspace)
    let run = try watch.run()
    #expect(run["state"] as? String == "finished")
    let curves = try #require(run["curves"] as? [String: Any])
    #expect((curves["rows"] as? [[Any]])?.count == 31)
    #expect((curves["names"] as? [String])?.prefix(2) == ["epoch", "step"])
    let layers = try #require(run["layers"] as? [String: Any])
    #expect((layers["rows"] as? [[Any]])?.count == 62)
    let generation = try #require(curves["generation"] as? Int)
    let seen = "0:\(generation):29:\(layers["generation"] as? Int ?? 0):62:0:0"
    let runs = try watch.ask("news?seen=\(seen)").json["runs"] as? [[String: Any]]
    let news = try #require(runs?.first)
    let rows = (news["curves"] as? [String: Any])?["rows"] as? [[Any]]
    #expect(rows?.map { $0[0] as? Double } == [29, 30])
    #expect(((news["layers"] as? [String: Any])?["rows"] as? [[Any]])?.isEmpty == true)
    try WatchedProgram.wait("the doctor has looked") { try watch.run()["findings"] != nil }
    try WatchedProgram.wait("the surface is drawn") { try watch.run()["surface"] != nil }
  }

  @Test func wrongUsage() throws {
    let workspace = try Workspace()
    #expect(try Program.run(["watch"], in: workspace).status == 64)
    #expect(try Program.run(["watch", "run", "--port", "70000"], in: workspace).status == 64)
    let missing = try Program.run(["watch", "nowhere"], in: workspace)
    #expect(missing.status == 66 && missing.errors.contains("nowhere"))
  }

  /// Without the program of the page that is said, and nothing is trained.
  @Test func withoutTheProgramOfThePage() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    #expect(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 0)
    let lines = [
      "cp \"$dlrun\" dlrun && ./dlrun watch run", "./dlrun train xor.json --out other --watch",
    ]
    for line in lines {
      let ending = try Program.shell(line, in: workspace)
      #expect(ending.status == 73, "\(ending.errors)")
      #expect(ending.errors.contains("dlrun-watch: the program that serves the page is missing"))
    }
    #expect(!workspace.exists("other"))
  }

  /// A taken port is said.
  @Test func aTakenPort() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    #expect(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 0)
    let watch = try WatchedProgram(["watch", "run"], in: workspace)
    let port = try #require(watch.origin.split(separator: ":").last)
    let second = try Program.run(["watch", "run", "--port", "\(port)"], in: workspace)
    #expect(second.status == 73 && second.errors.contains(port), "\(second.errors)")
    #expect(second.output.isEmpty)
  }

  // MARK: In a browser

  private static let hasBrowser =
    (try? Program.shell("command -v chromium && command -v node", in: Workspace()).status) == 0

  /// Curves grow, the rate is changed, the run is stopped, and the page says so.
  @Test(.enabled(if: hasBrowser)) func inABrowser() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 2000000000, "log_layers": true"#)
    let training = try WatchedProgram(
      ["train", "xor.json", "--out", "run", "--watch", "--quiet"], in: workspace)
    let change = """
      (document.querySelector(".rate").value = "0.02", document.querySelector(".change").click(), true)
      """
    let lines = try Program.shell(
      [
        "node '\(Repository.path("Tests/browser.mjs"))' '\(training.address)'",
        // The curves have a line each, and the run is told of.
        "'document.querySelectorAll(\"#loss svg path\").length > 0'",
        "'runs.get(0).info.state === \"running\"'",
        // They grow.
        "'window.before = runs.get(0).epoch'", "'runs.get(0).epoch > window.before'",
        "'document.querySelector(\"canvas\").width > 300 && document.querySelector(\"figure canvas\").offsetHeight'",
        "'document.querySelector(\".findings\").textContent.trim()'",
        "'\(change)'", "'runs.get(0).info.changes.length === 1'",
        "'document.querySelectorAll(\"#loss svg .change\").length === 1'",
        "'wide:400 document.documentElement.scrollWidth <= 400'",
        "'wide:1200 document.documentElement.scrollWidth <= 1200'",
        "'(document.querySelector(\".stop\").click(), true)'",
        "'runs.get(0).info.state === \"interrupted\"'",
        "'document.getElementById(\"status\").textContent.includes(\"over\")'",
        "'document.querySelector(\".resume code\").textContent'",
      ].joined(separator: " "), in: workspace)
    #expect(lines.status == 0, "\(lines.errors)")
    #expect(training.status() == 130)
    #expect(try changes(RunFolder(workspace.file("run"))).map(\.rate) == [0.02])
    let last = try #require(lines.output.split(separator: "\n").last)
    let end = try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any]
    let asked = try #require(end?["asked"] as? [String])
    #expect(asked.count > 3)
    let others = asked.filter { !$0.hasPrefix(training.address) && !$0.hasPrefix("data:") }
    #expect(others.isEmpty)
    #expect((end?["faults"] as? [Any])?.isEmpty == true, "\(last)")
    #expect(lines.output.contains("dlrun train --resume"))
  }
}
