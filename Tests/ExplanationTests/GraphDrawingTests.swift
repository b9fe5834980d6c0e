import Explanation
import Foundation
import Testing
import Training

@Suite struct GraphDrawingTests {
  private func run(_ name: String, _ overrides: [String] = []) throws -> GraphRun {
    let file = TraceTests.configs.appending(path: name).path
    return GraphRun(try Configuration.read(file: file, overrides: overrides)) { _ in }
  }

  /// Every end of an edge is a box, once.
  @Test(arguments: ["xor.json", "iris.json", "overfit-l2.json", "overfit-dropout.json"])
  func edgesJoinBoxes(name: String) throws {
    let text = try run(name).drawing(withGradient: true)
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
    let boxes = lines.filter { $0.contains(" [label=") }.map { String($0.prefix { $0 != " " }) }
    #expect(Set(boxes).count == boxes.count)
    let edges = lines.filter { $0.contains(" -> ") }.map { edge in
      edge.hasPrefix("{ rank=same ") ? edge.dropFirst("{ rank=same ".count) : edge
    }
    #expect(edges.count >= boxes.count - 1)
    for edge in edges {
      let ends = edge.split(separator: " ")
      #expect(boxes.contains(String(ends[0])) && boxes.contains(String(ends[2])), "\(edge)")
    }
  }

  /// In the drawing as Graphviz lays it out.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/dot")),
    arguments: ["xor.json", "iris.json"])
  func gradientsAreBesideTheirValues(name: String) throws {
    let text = try run(name).drawing(withGradient: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["dot", "-Tplain"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    // Fewer bytes than a pipe holds.
    input.fileHandleForWriting.write(Data(text.utf8))
    try input.fileHandleForWriting.close()
    let layout = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var places: [String: (x: Double, y: Double)] = [:]
    for line in layout.split(separator: "\n") where line.hasPrefix("node ") {
      let parts = line.split(separator: " ")
      places[String(parts[1])] = (Double(parts[2]) ?? 0, Double(parts[3]) ?? 0)
    }
    let gradients = places.keys.filter { $0.hasPrefix("g") }
    #expect(gradients.count > 5)
    for gradient in gradients {
      let value = try #require(places["n" + gradient.dropFirst()])
      let place = try #require(places[gradient])
      #expect(place.x > value.x && abs(place.y - value.y) < 0.2, "\(gradient)")
    }
  }

  @Test func boxesHaveNamesAndShapes() throws {
    let text = try run("xor.json").drawing(withGradient: true)
    #expect(text.contains(#"label="W₁\nlayers.0.weight\n[8, 2]""#))
    #expect(text.contains("a₁ = tanh(z₁)"))
    #expect(text.contains("∂L/∂z₁ = ∂L/∂a₁ · (1 − a₁²)"))
    #expect(text.contains(#"label="layer 2""#))
    #expect(try run("xor.json").drawing(withGradient: false).contains("∂") == false)
  }

  @Test func plansTellOfStepsAndMemory() throws {
    let text = try run("xor.json").plan()
    #expect(text.contains("a₁ = tanh(s₁ + b₁)"))
    #expect(text.contains("update W₁, b₁, W₂, b₂ by the optimizer"))
    #expect(text.contains("p = 1 / (1 + e^(−z₂))"))
    #expect(text.contains("scratch"))
    let large = try run("breast-cancer.json", ["training.batch_size=256"]).plan()
    #expect(large.contains("Phase 1"))
  }
}
