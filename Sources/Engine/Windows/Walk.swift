/// Places in memory at equal distances, three levels deep: those of the windows of some images, of what is
/// computed for them, or of the elements of one window.
struct Walk {
  struct Level {
    var count: Int
    /// The elements from one place to the next.
    var step: Int
  }

  var outer: Level
  var middle: Level
  var inner: Level

  /// The same places with the two inner levels as one, where their distances allow it.
  var merged: Walk {
    guard middle.step == inner.count * inner.step else { return self }
    return Walk(
      outer: outer, middle: Level(count: 1, step: 0),
      inner: Level(count: middle.count * inner.count, step: inner.step))
  }

  /// The places one after the other.
  struct Cursor {
    private let walk: Walk
    private(set) var offset = 0
    private var middle = 0
    private var inner = 0

    @inline(__always)
    init(_ walk: Walk) { self.walk = walk }

    @inline(__always)
    mutating func advance() {
      offset &+= walk.inner.step
      inner &+= 1
      guard inner == walk.inner.count else { return }
      inner = 0
      offset &+= walk.middle.step &- walk.inner.count &* walk.inner.step
      middle &+= 1
      guard middle == walk.middle.count else { return }
      middle = 0
      offset &+= walk.outer.step &- walk.middle.count &* walk.middle.step
    }
  }

  /// The first places.
  func cursor() -> Cursor { Cursor(self) }
}
