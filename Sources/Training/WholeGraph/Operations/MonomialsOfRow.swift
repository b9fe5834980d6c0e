package import Engine
package import Tabular

/// A row with the products of some of its numbers behind it, each of them of one that stands before and a number.
package struct MonomialsOfRow: CellOperation {
  package let monomials: Monomials
  /// Whether each is rounded to single precision.
  package let isSingle: Bool

  package init(_ monomials: Monomials, isSingle: Bool) {
    self.monomials = monomials
    self.isSingle = isSingle
  }

  package var name: String { "monomials" }

  package func columns(of input: Int) -> Int? {
    input == monomials.start ? input + monomials.parents.count : nil
  }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    y.update(from: x, count: count)
    var next = monomials.start
    for (parent, factor) in zip(monomials.parents, monomials.factors) {
      let product = y[Int(parent)] * y[Int(factor)]
      // A product of two single numbers is exact in double precision.
      y[next] = isSingle ? Double(Float(product)) : product
      next += 1
    }
  }

  package static var examples: [Example] {
    [
      Example(
        MonomialsOfRow(Monomials(numbers: [0, 2], width: 3, degree: 3), isSingle: false),
        [.init(Shape(.batch, 3))], refused: [[Shape(.batch, 4)]])
    ]
  }
}
