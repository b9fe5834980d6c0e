import Engine
import Testing

@Suite struct FormulaTextTests {
  private let x = FormulaText(name: "z")
  private let g = FormulaText(name: "∂J/∂a")

  @Test func formulasWriteThemselvesDown() {
    #expect(Tanh().formula([x]).description == "tanh(z)")
    #expect(Sigmoid().formula([x]).description == "1 / (1 + e^(−z))")
    #expect(ReLU().formula([x]).description == "max(0, z)")
    #expect(Absolute().formula([x]).description == "|z|")
    #expect(Square().formula([x]).description == "z²")
    #expect((x * x * x * (x + g)).description == "z³ · (z + ∂J/∂a)")
    #expect(((x + x) * (x + x)).description == "(z + z)²")
    #expect(Softplus().formula([x]).description == "max(0, z) + ln(1 + e^(−|z|))")
    #expect(Scale(by: -1).formula([x]).description == "−z")
    #expect(LeakyReLU().formula([x]).description == "z if z > 0, else 0.01 · z")
    #expect(
      MatrixProduct(transposeA: true).formula([g, x]).description == "(∂J/∂a)ᵀ z")
  }

  @Test func derivativesDoToo() {
    let y = FormulaText(name: "y")
    #expect(Derivative(of: Tanh()).formula([y, g]).description == "∂J/∂a · (1 − y²)")
    #expect(Derivative(of: Sigmoid()).formula([y, g]).description == "∂J/∂a · y · (1 − y)")
    #expect(Derivative(of: ReLU()).formula([y, g]).description == "∂J/∂a · (1 if y > 0, else 0)")
    #expect(Derivative(of: Absolute()).formula([y, g]).description == "∂J/∂a · sign(y)")
    #expect(Derivative(of: Square()).formula([y, g]).description == "∂J/∂a · 2 · y")
  }

  @Test func numbersBelowZeroStandInParentheses() {
    let (a, b) = (FormulaText(number: "-0.5", of: 1), FormulaText(number: "2", of: 2))
    #expect((a + b).description == "-0.5 + 2")
    #expect((b + a).description == "2 + (-0.5)")
    #expect((b * a).description == "2 · (-0.5)")
    #expect((a * a).description == "(-0.5)²")
    // Equal by chance.
    #expect((b * FormulaText(number: "2", of: 3)).description == "2 · 2")
    #expect((b - (a - b)).description == "2 − (-0.5 − 2)")
    #expect((b / (a * b)).description == "2 / ((-0.5) · 2)")
  }

  /// Every operation has a formula that names its operands.
  @Test func everyOperationHasOne() {
    for type in Operations.all {
      for example in type.examples {
        let names = example.operands.indices.map { FormulaText(name: "operand\($0)") }
        let text = example.operation.formula(names).description
        for name in names { #expect(text.contains(name.description), "\(type): \(text)") }
      }
    }
  }
}
