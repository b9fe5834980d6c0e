import Engine

/// Prints benchmarks as lines of rates beside the machine's.
struct RateTable {
  private var triad = Triad()
  /// Additions and multiplications per second of a large product.
  private let productRate = Benchmarks.productRate(
    Float.self, rows: 2048, columns: 2048, depth: 2048)

  init() {
    print("matrix product at 2048³, one thread: \(Self.decimal(productRate / 1e9)) Gop/s")
    for (level, bytes) in [("12 KiB", 12 << 10), ("384 KiB", 384 << 10), ("96 MiB", 96 << 20)] {
      print("triad on \(level): \(Self.decimal(triad.rate(bytes: bytes) / 1e9)) GB/s")
    }
  }

  func printHeader(_ title: String) {
    print("\n\(title)")
    printLine(["", "", "ns", "elements/ns", "rate", "", "limit", "share"])
  }

  mutating func print(_ benchmark: OperationBenchmark) {
    let isProduct = benchmark.productOperations != nil
    let amount = benchmark.productOperations ?? benchmark.bytes
    let rate = Double(amount) / benchmark.seconds / 1e9
    let limit = (isProduct ? productRate : triad.rate(bytes: benchmark.bytes)) / 1e9
    printLine([
      benchmark.name, benchmark.shapes, Self.decimal(benchmark.seconds * 1e9),
      Self.decimal(Double(benchmark.elements) / benchmark.seconds / 1e9), Self.decimal(rate),
      isProduct ? "Gop/s" : "GB/s", Self.decimal(limit),
      "\(Int((100 * rate / limit).rounded())) %",
    ])
  }

  private func print(_ line: String) { Swift.print(line) }

  /// The first two columns are texts, the others numbers.
  private func printLine(_ cells: [String]) {
    let widths = [25, 36, 12, 12, 9, 6, 9, 7]
    let padded = zip(cells, widths).enumerated().map { column, cell in
      let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return column < 2 || column == 5 ? cell.0 + space : space + cell.0
    }
    print(padded.joined(separator: " "))
  }

  /// With one digit behind the point, or with two below 10.
  private static func decimal(_ number: Double) -> String {
    let digits = number < 10 ? 100 : 10
    let scaled = Int((number * Double(digits)).rounded())
    let rest = String(scaled % digits)
    let zeros = String(repeating: "0", count: (digits == 100 ? 2 : 1) - rest.count)
    return "\(scaled / digits).\(zeros)\(rest)"
  }
}
