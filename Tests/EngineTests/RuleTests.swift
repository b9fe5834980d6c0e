import Engine
import Spec
import Testing

/// The text of an update rule, evaluated: what `trace` prints is what the kernel computes.
private struct RuleText {
  /// What follows ahead, without spaces.
  private var rest: Substring
  private let values: [String: Double]

  /// The values after an assignment such as `v ← γ·v + η·g`.
  static func run(_ line: String, _ values: inout [String: Double]) throws {
    let sides = line.split(separator: "←")
    try #require(sides.count == 2)
    var text = RuleText(
      rest: Substring(sides[1].filter { $0 != " " }), values: values)
    let result = try text.sum()
    try #require(text.rest.isEmpty, "\(line)")
    values[sides[0].filter { $0 != " " }] = result
  }

  private mutating func take(_ signs: String) -> Character? {
    guard let next = rest.first, signs.contains(next) else { return nil }
    return rest.removeFirst()
  }

  private mutating func sum() throws -> Double {
    var total = try product()
    while let sign = take("+−") { total += try (sign == "+" ? 1 : -1) * product() }
    return total
  }

  private mutating func product() throws -> Double {
    var total = try power()
    while let sign = take("·/") {
      let factor = try power()
      total = sign == "·" ? total * factor : total / factor
    }
    return total
  }

  private mutating func power() throws -> Double {
    var base = try operand()
    if take("²") != nil { base *= base }
    guard take("^") != nil else { return base }
    let exponent = try operand()
    return (0..<Int(exponent)).reduce(1.0) { total, _ in total * base }
  }

  private mutating func operand() throws -> Double {
    if take("√") != nil { return try operand().squareRoot() }
    if take("(") != nil {
      let inner = try sum()
      _ = try #require(take(")"))
      return inner
    }
    let word = rest.prefix { !"+−·/^²)".contains($0) }
    rest.removeFirst(word.count)
    return try #require(values[String(word)] ?? Double(word), "\(word)")
  }
}

@Suite struct RuleTests {
  private struct Section: Declared {
    static let fields: [Field<Section>] = [
      Field("optimizer", \.optimizer, .component(in: Optimizers.registry), "the optimizer")
    ]
    var optimizer: any Optimizer = GradientDescent()
  }

  @Test(arguments: Optimizers.registry.names, [true, false])
  func theTextIsTheKernel(name: String, isWeight: Bool) throws {
    let optimizer = try Section.read(.object([("optimizer", .text(name))])).value.optimizer
    let type = type(of: optimizer)
    let count = 11
    var random = TestRandom(5)
    let storage = ParameterStorage<Double>(
      [.init(rows: 1, columns: count, isWeight: isWeight)], slots: type.slotCount,
      evaluationSlot: type.evaluationSlot)
    var expected: [[String: Double]] = (0..<count).map { index in
      storage.values.start[index] = random.uniform(in: -1...1)
      var values = ["W": storage.values.start[index], "η": 0.05]
      for constant in optimizer.constants(isWeight: isWeight) {
        values[constant.name] = constant.value
      }
      for (slot, name) in type.slotNames.enumerated() {
        // Sums of squares are not negative.
        storage.slots[slot].start[index] = random.uniform(in: 0.1...1)
        values[name] = storage.slots[slot].start[index]
      }
      return values
    }
    for step in 1...3 {
      for index in 0..<count { storage.gradients.start[index] = random.uniform(in: -1...1) }
      var check = SIMD8<Double>()
      withUnsafeMutablePointer(to: &check) { check in
        let slots = storage.slots.map(\.start) + [storage.values.start, storage.values.start]
        optimizer.update64(
          UpdateBlock(
            values: storage.values.start, gradients: storage.gradients.start, slot0: slots[0],
            slot1: slots[1], count: count, check: check, isWeight: isWeight), rate: 0.05, step: step
        )
      }
      for index in 0..<count {
        expected[index]["g"] = storage.gradients.start[index]
        expected[index]["t"] = Double(step)
        for line in type.rule { try RuleText.run(line, &expected[index]) }
        let results = [("W", storage.values)] + zip(type.slotNames, storage.slots)
        for (name, memory) in results {
          let wanted = try #require(expected[index][name])
          #expect(abs(memory.start[index] - wanted) <= 1e-12 * max(1, abs(wanted)), "\(name)")
        }
      }
    }
  }
}
