import Explanation
import Foundation
import Spec
import System
import Testing
import Training

@Suite struct TraceTests {
  static let configs = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../configs").standardized

  static func trace(
    _ name: String, rows: Int? = nil, steps: Int = 1, _ overrides: [String] = []
  ) throws -> Trace {
    let checked = try Configuration.read(
      file: configs.appending(path: name).path, overrides: overrides)
    return try TraceRun(checked, rows: rows, steps: steps) { _ in }.run()
  }

  private func entry(_ entries: [Trace.Entry], _ name: String) throws -> Trace.Entry {
    try #require(entries.first { $0.name == name }, "\(name)")
  }

  /// The published example: hmkcode.com, "Backpropagation Step by Step". Its figures, rounded there to
  /// two or three digits, are worked out here in full.
  @Test func thePublishedExampleComesOut() throws {
    let trace = try Self.trace("backpropagation-by-hand.json", steps: 2)
    let step = trace.steps[0]
    func equals(_ matrix: NumberMatrix, _ expected: [Double]) -> Bool {
      matrix.elements.count == expected.count
        && zip(matrix.elements, expected).allSatisfy { abs($0 - $1) < 1e-12 }
    }
    // Forward: h₁ = 2·0.11 + 3·0.21, h₂ = 2·0.12 + 3·0.08, out = 0.85·0.14 + 0.48·0.15.
    #expect(equals(try entry(step.forward, "z₁").value, [0.85, 0.48]))
    #expect(equals(try entry(step.forward, "p").value, [0.191]))
    #expect(equals(try entry(step.forward, "L").value, [0.3272405]))
    // Backward: Δ = 0.191 − 1, and by each weight.
    #expect(equals(try entry(step.backward, "∂L/∂p").value, [-0.809]))
    #expect(equals(try entry(step.backward, "∂L/∂W₂").value, [-0.68765, -0.38832]))
    #expect(equals(try entry(step.backward, "∂L/∂z₁").value, [-0.11326, -0.12135]))
    #expect(
      equals(
        try entry(step.backward, "∂L/∂W₁").value, [-0.22652, -0.33978, -0.2427, -0.36405]))
    // The update with η = 0.05.
    #expect(equals(step.updates[0].after, [0.121326, 0.226989, 0.132135, 0.0982025]))
    #expect(equals(step.updates[1].after, [0.1743825, 0.169416]))
    #expect(equals(try entry(trace.steps[1].forward, "L").value, [0.2769571714]) == false)
    #expect(abs(trace.steps[1].loss - 0.2769571714) < 1e-10)
  }

  @Test func formulasAreWrittenOutInNumbers() throws {
    let step = try Self.trace("backpropagation-by-hand.json").steps[0]
    let z = try entry(step.forward, "z₁")
    #expect(z.formulas == ["z₁ = x W₁ᵀ"])
    #expect(
      z.numbers == [
        "z₁[1] = 2 · 0.11 + 3 · 0.21 = 0.85", "z₁[2] = 2 · 0.12 + 3 · 0.08 = 0.48",
      ])
    let gradient = try entry(step.backward, "∂L/∂W₂")
    #expect(
      gradient.formulas == ["∂L/∂W₂ = ∂L/∂p · ∂p/∂W₂", "∂L/∂W₂ = (∂L/∂p)ᵀ z₁"])
    #expect(
      gradient.numbers == [
        "∂L/∂W₂[1] = (-0.809) · 0.85 = -0.68765", "∂L/∂W₂[2] = (-0.809) · 0.48 = -0.38832",
      ])
    #expect(
      step.updates[1].numbers[0] == ["W₂[1]", "W ← 0.14 − 0.05·(-0.68765) = 0.1743825"])
  }

  @Test func theOptimizersStateIsTold() throws {
    let steps = try Self.trace(
      "backpropagation-by-hand.json", steps: 2,
      ["optimizer={\"name\": \"momentum\", \"learning_rate\": 0.05, \"momentum\": 0.9}"]
    ).steps
    #expect(steps[0].updates[1].state[0].name == "v")
    #expect(
      steps[0].updates[1].numbers[0] == [
        "W₂[1]", "v ← 0.9·0 + 0.05·(-0.68765) = -0.0343825",
        "W ← 0.14 − (-0.0343825) = 0.1743825",
      ])
    let before = steps[1].updates[1].state[0].before.elements[0]
    #expect(before == steps[0].updates[1].state[0].after.elements[0])
  }

  @Test func firstRowsAreTakenWhereTheyAreAskedFor() throws {
    let some = try Self.trace("xor.json", rows: 2, steps: 2)
    #expect(some.steps.map(\.rows) == [[1, 2], [1, 2]])
    let stochastic = try Self.trace(
      "xor.json", steps: 5, ["training.descent=stochastic", "training.shuffle=false"])
    #expect(stochastic.steps.map(\.rows) == [[1], [2], [3], [4], [1]])
    #expect(stochastic.steps.map(\.epoch) == [1, 1, 1, 1, 2])
    #expect(throws: Failure.self) { try Self.trace("xor.json", rows: 5) }
  }

  @Test func vectorsOfCategoriesAreTold() throws {
    let step = try Self.trace(
      "../Tests/Fixtures/reference/embedding-momentum/config.json", rows: 2
    ).steps[0]
    let table = try entry(step.forward, "E₁")
    #expect(table.meaning?.hasPrefix("embeddings.") == true)
    #expect(step.forward.contains { $0.formulas.first?.contains("E₁[column ") == true })
    #expect(step.backward.contains { $0.name == "∂J/∂E₁" || $0.name == "∂L/∂E₁" })
    #expect(step.updates.contains { $0.symbol == "E₁" })
  }

  @Test func largeMatricesAreSummarised() throws {
    let trace = try Self.trace("breast-cancer.json", rows: 50)
    let text = trace.text(as: .text)
    #expect(text.utf8.count < 20_000)
    #expect(text.contains("norm"))
  }

  @Test(arguments: TraceFormat.allCases) func everyFormatIsWhole(format: TraceFormat) throws {
    let text = try Self.trace("xor.json", rows: 1).text(as: format)
    #expect(text.contains("∂L/∂W₁"))
    #expect(!text.contains("http"))
    switch format {
    case .json:
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      let steps = try #require(object?["steps"] as? [[String: Any]])
      #expect(steps.count == 1)
    case .html: #expect(text.hasSuffix("</html>\n"))
    case .text, .markdown: break
    }
  }

  /// The picture's numbers are those of the text, stop by stop.
  @Test func thePictureHasAStopForEachItem() throws {
    let trace = try Self.trace("backpropagation-by-hand.json", steps: 2)
    #expect(trace.layers.map(\.units) == [2, 2, 1])
    #expect(trace.layers.map(\.value) == ["x", "z₁", "p"])
    #expect(trace.layers.map(\.weights) == [nil, "W₁", "W₂"])
    #expect(trace.layers.map(\.isFull) == [false, true, true])
    let page = trace.text(as: .html)
    let line = try #require(
      page.split(separator: "\n").first { $0.hasPrefix("const trace = ") })
    let object = try #require(
      try JSONSerialization.jsonObject(
        with: Data(line.dropFirst("const trace = ".count).dropLast().utf8)) as? [String: Any])
    let stops = try #require(object["stops"] as? [[String: Any]])
    #expect(stops.count == page.components(separatedBy: "class=\"item stop\"").count - 1)
    #expect(stops.count { $0["first"] as? Bool == true } == 2)
    func value(_ kind: String, _ name: String) -> [[Double]]? {
      let stop = stops.first { $0["kind"] as? String == kind && $0["of"] as? String == name }
      return (stop?["value"] as? [String: Any])?["rows"] as? [[Double]]
    }
    #expect(value("value", "z₁") == [[0.85, 0.48]])
    #expect(value("gradient", "W₁") == [[-0.22652, -0.33978], [-0.2427, -0.36405]])
    #expect(value("update", "W₂") == [[0.174383, 0.169416]])
  }

  @Test func largeLayersAndOtherKindsAreBlocks() throws {
    let trace = try Self.trace("breast-cancer.json", rows: 3)
    let page = trace.text(as: .html)
    #expect(page.contains("\"isDrawn\": false"))
    #expect(page.utf8.count < 100_000)
  }

  @Test func linesAreBrokenAtTheTerminalsWidth() throws {
    let trace = try Self.trace("xor.json", rows: 1)
    let lines = trace.text(as: .text, width: 60).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 60 })
  }
}
