/// Products of windows and weights by vector code, windows read where they lie.
///
/// A few rows at a time, whose sums stay in registers, meet a panel, as many columns wide as a register row:
/// as in `PanelProduct`, but the rows begin anywhere, and their elements lie along a walk. Each element
/// is summed in the order of the walk, whatever rows are computed with it, so results do not depend on how
/// images are cut into tiles.
enum WindowProduct<S: Scalar> {
  /// The columns of a panel.
  static var width: Int { S.Register.scalarCount }
  /// The most rows whose sums the registers hold.
  static var mostRows: Int { 6 }

  typealias Starts<let count: Int> = InlineArray<count, UnsafePointer<S>>
  typealias Sums<let count: Int> = InlineArray<count, S.Register>

  /// The factor that is read in registers.
  struct Panel {
    let start: UnsafePointer<S>
    /// The elements from one row to the next.
    let stride: Int
    /// The elements from the rows of one step of a walk's outer level to those of the next.
    let outerStride: Int
  }

  /// Adds to the sum of each row its elements along the walk, each times a row of the panel.
  @inline(__always)
  static func add<let count: Int>(
    to sums: inout Sums<count>, _ starts: Starts<count>, along walk: Walk, times panel: Panel
  ) {
    let step = walk.inner.step
    for outer in 0..<walk.outer.count {
      var right = panel.start + outer &* panel.outerStride
      var first = outer &* walk.outer.step
      for _ in 0..<walk.middle.count {
        var index = first
        var rest = walk.inner.count
        while rest >= 2 {
          addProducts(to: &sums, starts, at: index, right)
          addProducts(to: &sums, starts, at: index &+ step, right + panel.stride)
          index &+= 2 &* step
          right += 2 &* panel.stride
          rest &-= 2
        }
        if rest > 0 {
          addProducts(to: &sums, starts, at: index, right)
          right += panel.stride
        }
        first &+= walk.middle.step
      }
    }
  }

  @inline(__always)
  private static func addProducts<let count: Int>(
    to sums: inout Sums<count>, _ starts: Starts<count>, at index: Int, _ right: UnsafePointer<S>
  ) {
    let columns = load(right)
    for row in 0..<count {
      sums[row].addProduct(S.Register(repeating: starts[row][index]), columns)
    }
  }

  @inline(__always)
  static func load(_ pointer: UnsafePointer<S>) -> S.Register {
    UnsafeRawPointer(pointer).loadUnaligned(as: S.Register.self)
  }

  @inline(__always)
  static func store(_ lanes: S.Register, _ pointer: UnsafeMutablePointer<S>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: S.Register.self)
  }

  /// The elements for the sums of a few rows.
  static var edgeCount: Int { mostRows * width }
}

/// Rows of a product that are taken one after the other, a few at a time.
///
/// Sums stay in registers only where each is named by a number that the compiler knows: in loops over them that
/// are short enough to be written out, so without branches.
protocol RowBlocks<S> {
  associatedtype S: Scalar

  /// Takes the next rows.
  /// - Parameter sums: zeros, as many as there are rows.
  mutating func take<let count: Int>(_ sums: InlineArray<count, S.Register>)
}

extension RowBlocks {
  /// Takes the next rows, six at a time as long as there are as many.
  @inline(__always)
  mutating func takeAll(_ rows: Int) {
    var rest = rows
    while rest >= 6 {
      take(InlineArray<6, S.Register>(repeating: S.Register()))
      rest &-= 6
    }
    if rest >= 4 {
      take(InlineArray<4, S.Register>(repeating: S.Register()))
      rest &-= 4
    }
    if rest >= 2 {
      take(InlineArray<2, S.Register>(repeating: S.Register()))
      rest &-= 2
    }
    if rest >= 1 { take(InlineArray<1, S.Register>(repeating: S.Register())) }
  }
}
