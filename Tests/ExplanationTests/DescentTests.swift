import Explanation
import System
import Testing

@Suite struct DescentTests {
  /// The place after 30 updates by PyTorch 2 in float64; AdaGrad and Nesterov by the rules of the
  /// reference, worked out with PyTorch's gradients.
  static let expected:
    [(function: String, x: Double, y: Double, optimizer: String, endX: Double, endY: Double)] = [
      (
        "ravine", 2.0, 1.0, "momentum:learning_rate=0.01,momentum=0.8", 0.38476283088943963,
        -0.0205916205088091
      ),
      (
        "saddle", 1.0, 0.001, "gradient_descent:learning_rate=0.1", 0.0012379400392853802,
        0.2348759232218386
      ),
      (
        "local-minima", 0.5, -1.0, "adam:learning_rate=0.1", 3.0558256755316138,
        -3.169749840842173
      ),
      (
        "cliff", 1.0, 1.0, "adagrad:learning_rate=0.5", -0.2385253442442755,
        4.3156221073936944e-08
      ),
      (
        "rosenbrock", -1.0, 1.0, "rmsprop:learning_rate=0.01", -0.924288701697015,
        0.8555538325801972
      ),
      (
        "beale", 1.0, 1.0, "adamw:learning_rate=0.05", 2.250289517533864,
        0.02944558822888488
      ),
      (
        "rosenbrock", -1.0, 1.0, "nesterov:learning_rate=0.001,momentum=0.9", -0.8078773359747778,
        0.6606995320121287
      ),
    ]

  @Test(arguments: expected.indices) func pathsEqualPyTorch(number: Int) throws {
    let test = Self.expected[number]
    let descent = try Descent(
      on: test.function, from: (test.x, test.y), by: [test.optimizer], steps: 30)
    let end = try #require(descent.paths[0].points.last)
    #expect(descent.paths[0].points.count == 31)
    #expect(abs(end.x - test.endX) < 1e-9)
    #expect(abs(end.y - test.endY) < 1e-9)
  }

  /// Minima and values as they are published.
  @Test func surfacesAreThoseOfTheBooks() throws {
    #expect(try LossSurfaces.surface("rosenbrock").value(x: 1, y: 1) == 0)
    #expect(try LossSurfaces.surface("rosenbrock").value(x: -1.2, y: 1).isNear(24.2))
    #expect(try LossSurfaces.surface("beale").value(x: 3, y: 0.5) == 0)
    #expect(try LossSurfaces.surface("beale").value(x: 0, y: 0).isNear(14.203125))
    #expect(
      try LossSurfaces.surface("local-minima").value(x: -2.903534, y: -2.903534)
        .isNear(-78.33233, within: 1e-4))
    #expect(try LossSurfaces.surface("rosenbrock").formula == "(1 − x)² + 100 · (y − x²)²")
  }

  @Test func divergenceEndsAPath() throws {
    let descent = try Descent(
      on: "rosenbrock", from: (-2, 2), by: ["gradient_descent:learning_rate=1"], steps: 50)
    #expect(descent.paths[0].diverged)
    #expect(descent.notes.count == 1)
    #expect(descent.paths[0].points.allSatisfy { $0.value.isFinite })
  }

  @Test func csvHasARowForEachPlace() throws {
    let descent = try Descent(
      on: "ravine", from: (1, 1), by: ["adam", "momentum:learning_rate=0.1,momentum=0.5"], steps: 4)
    let lines = descent.csv.split(separator: "\n")
    #expect(lines.count == 1 + 2 * 5)
    #expect(lines[1] == "adam,0,1.0,1.0,25.5")
    #expect(lines[6].hasPrefix("\"momentum:learning_rate=0.1,momentum=0.5\",0,1.0,1.0"))
  }

  @Test(
    arguments: [
      ("ravin", "adam", "did you mean \"ravine\"?"), ("ravine", "adm", "did you mean \"adam\"?"),
      ("ravine", "adam:beta=0.9", "beta1"), ("ravine", "adam:beta1=2", "beta1"),
      ("ravine", "adam:beta1", "FIELD=NUMBER"),
    ])
  func wrongNamesAreToldOf(function: String, optimizer: String, message: String) {
    let failure = #expect(throws: Failure.self) {
      try Descent(on: function, from: (1, 1), by: [optimizer], steps: 1)
    }
    #expect(failure?.status == .usage)
    #expect(failure?.diagnostics.contains { $0.description.contains(message) } == true)
  }
}

extension Double {
  fileprivate func isNear(_ other: Double, within tolerance: Double = 1e-12) -> Bool {
    abs(self - other) <= tolerance
  }
}
